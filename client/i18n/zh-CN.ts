import { attendanceZhCN } from './attendance.zh-CN.ts';
import { attendanceCodeZhCN } from './attendance-code.zh-CN.ts';
import { attendanceRoomZhCN } from './attendance-room.zh-CN.ts';
import { attendanceConsoleZhCN } from './attendance-console.zh-CN.ts';
import { commonZhCN } from './common.zh-CN.ts';
import { cuesZhCN } from './cues.zh-CN.ts';
import { courseSetupZhCN } from './course-setup.zh-CN.ts';
import { inClassZhCN } from './in-class.zh-CN.ts';
import { deskZhCN } from './desk.zh-CN.ts';
import { identityZhCN } from './identity.zh-CN.ts';
import { lecturerZhCN } from './lecturer.zh-CN.ts';
import { liaisonZhCN } from './liaison.zh-CN.ts';
import { materialsZhCN } from './materials.zh-CN.ts';
import { deskMessagesZhCN } from './desk-messages.zh-CN.ts';
import { messagesZhCN } from './messages.zh-CN.ts';
import { attendanceDeskZhCN } from './attendance-desk.zh-CN.ts';
import { patrolDeskZhCN } from './patrol-desk.zh-CN.ts';
import { patrolFindingsZhCN } from './patrol-findings.zh-CN.ts';
import { patrolRoomZhCN } from './patrol-room.zh-CN.ts';
import { paperZhCN } from './paper.zh-CN.ts';
import { pollsZhCN } from './polls.zh-CN.ts';
import { quizClassZhCN } from './quiz-class.zh-CN.ts';
import { quizDeskZhCN } from './quiz-desk.zh-CN.ts';
import { proofZhCN } from './proof.zh-CN.ts';
import { portZhCN } from './port.zh-CN.ts';
import { questionsZhCN } from './questions.zh-CN.ts';
import { readinessZhCN } from './readiness.zh-CN.ts';
import { recordsZhCN } from './records.zh-CN.ts';
import { scoreZhCN } from './score.zh-CN.ts';
import { scoreCertificateZhCN } from './score-certificate.zh-CN.ts';
import { scoreDeskZhCN } from './score-desk.zh-CN.ts';
import { scheduleZhCN } from './schedule.zh-CN.ts';
import { signOutZhCN } from './sign-out.zh-CN.ts';
import { screenZhCN } from './screen.zh-CN.ts';
import { serverZhCN } from './server.zh-CN.ts';
import { directZhCN } from './direct.zh-CN.ts';
import { factorZhCN } from './factor.zh-CN.ts';
import { feedbackZhCN } from './feedback.zh-CN.ts';
import { guestZhCN } from './guest.zh-CN.ts';
import { helpZhCN } from './help.zh-CN.ts';
import { retentionZhCN } from './retention.zh-CN.ts';
import { helpDeskZhCN } from './help-desk.zh-CN.ts';
import { reflectionZhCN } from './reflection.zh-CN.ts';
import { handsZhCN } from './hands.zh-CN.ts';
import { stageZhCN } from './stage.zh-CN.ts';
import { traineeZhCN } from './trainee.zh-CN.ts';
import { watchZhCN } from './watch.zh-CN.ts';
import { wallZhCN } from './wall.zh-CN.ts';

/** The text of all pages. Calm, short, exact; every failure says what is safe and what to do. */
export const zhCN = {
  attendance: attendanceZhCN,
  attendanceCode: attendanceCodeZhCN,
  attendanceRoom: attendanceRoomZhCN,
  attendanceConsole: attendanceConsoleZhCN,
  identity: identityZhCN,
  factor: factorZhCN,
  proof: proofZhCN,
  signOut: signOutZhCN,
  attendanceDesk: attendanceDeskZhCN,
  patrolDesk: patrolDeskZhCN,
  patrolFindings: patrolFindingsZhCN,
  patrolRoom: patrolRoomZhCN,
  paper: paperZhCN,
  polls: pollsZhCN,
  quizClass: quizClassZhCN,
  quizDesk: quizDeskZhCN,
  questions: questionsZhCN,
  records: recordsZhCN,
  server: serverZhCN,
  liaison: liaisonZhCN,
  ...courseSetupZhCN,
  ...messagesZhCN,
  ...deskMessagesZhCN,
  ...commonZhCN,
  cues: cuesZhCN,
  inClass: inClassZhCN,
  desk: deskZhCN,
  lecturer: lecturerZhCN,
  materials: materialsZhCN,
  port: portZhCN,
  readiness: readinessZhCN,
  schedule: scheduleZhCN,
  score: scoreZhCN,
  scoreCertificate: scoreCertificateZhCN,
  scoreDesk: scoreDeskZhCN,
  screen: screenZhCN,
  direct: directZhCN,
  guest: guestZhCN,
  hands: handsZhCN,
  help: helpZhCN,
  helpDesk: helpDeskZhCN,
  retention: retentionZhCN,
  reflection: reflectionZhCN,
  feedback: feedbackZhCN,
  stage: stageZhCN,
  trainee: traineeZhCN,
  watch: watchZhCN,
  wall: wallZhCN,
};
