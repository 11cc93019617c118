import { attendanceEn } from './attendance.en.ts';
import { attendanceCodeEn } from './attendance-code.en.ts';
import { attendanceRoomEn } from './attendance-room.en.ts';
import { attendanceConsoleEn } from './attendance-console.en.ts';
import { commonEn } from './common.en.ts';
import { cuesEn } from './cues.en.ts';
import { courseSetupEn } from './course-setup.en.ts';
import { inClassEn } from './in-class.en.ts';
import { deskEn } from './desk.en.ts';
import { identityEn } from './identity.en.ts';
import { lecturerEn } from './lecturer.en.ts';
import { liaisonEn } from './liaison.en.ts';
import { materialsEn } from './materials.en.ts';
import { deskMessagesEn } from './desk-messages.en.ts';
import { messagesEn } from './messages.en.ts';
import { attendanceDeskEn } from './attendance-desk.en.ts';
import { patrolDeskEn } from './patrol-desk.en.ts';
import { patrolFindingsEn } from './patrol-findings.en.ts';
import { patrolRoomEn } from './patrol-room.en.ts';
import { paperEn } from './paper.en.ts';
import { pollsEn } from './polls.en.ts';
import { quizClassEn } from './quiz-class.en.ts';
import { quizDeskEn } from './quiz-desk.en.ts';
import { proofEn } from './proof.en.ts';
import { portEn } from './port.en.ts';
import { questionsEn } from './questions.en.ts';
import { readinessEn } from './readiness.en.ts';
import { recordsEn } from './records.en.ts';
import { scoreEn } from './score.en.ts';
import { scoreCertificateEn } from './score-certificate.en.ts';
import { scoreDeskEn } from './score-desk.en.ts';
import { scheduleEn } from './schedule.en.ts';
import { signOutEn } from './sign-out.en.ts';
import { screenEn } from './screen.en.ts';
import { serverEn } from './server.en.ts';
import { directEn } from './direct.en.ts';
import { guestEn } from './guest.en.ts';
import { factorEn } from './factor.en.ts';
import { feedbackEn } from './feedback.en.ts';
import { handsEn } from './hands.en.ts';
import { helpEn } from './help.en.ts';
import { retentionEn } from './retention.en.ts';
import { helpDeskEn } from './help-desk.en.ts';
import { reflectionEn } from './reflection.en.ts';
import { stageEn } from './stage.en.ts';
import { traineeEn } from './trainee.en.ts';
import { watchEn } from './watch.en.ts';
import { wallEn } from './wall.en.ts';
import type { Translation } from './translation.ts';

/** English, key by key as the Chinese text. */
export const en: Translation = {
  attendance: attendanceEn,
  attendanceCode: attendanceCodeEn,
  attendanceRoom: attendanceRoomEn,
  attendanceConsole: attendanceConsoleEn,
  identity: identityEn,
  factor: factorEn,
  proof: proofEn,
  signOut: signOutEn,
  attendanceDesk: attendanceDeskEn,
  patrolDesk: patrolDeskEn,
  patrolFindings: patrolFindingsEn,
  patrolRoom: patrolRoomEn,
  paper: paperEn,
  polls: pollsEn,
  quizClass: quizClassEn,
  quizDesk: quizDeskEn,
  questions: questionsEn,
  records: recordsEn,
  server: serverEn,
  liaison: liaisonEn,
  ...courseSetupEn,
  ...messagesEn,
  ...deskMessagesEn,
  ...commonEn,
  cues: cuesEn,
  inClass: inClassEn,
  desk: deskEn,
  lecturer: lecturerEn,
  materials: materialsEn,
  port: portEn,
  readiness: readinessEn,
  schedule: scheduleEn,
  score: scoreEn,
  scoreCertificate: scoreCertificateEn,
  scoreDesk: scoreDeskEn,
  screen: screenEn,
  direct: directEn,
  guest: guestEn,
  hands: handsEn,
  help: helpEn,
  helpDesk: helpDeskEn,
  retention: retentionEn,
  reflection: reflectionEn,
  feedback: feedbackEn,
  stage: stageEn,
  trainee: traineeEn,
  watch: watchEn,
  wall: wallEn,
};
