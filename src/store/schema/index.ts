/** Every table of the store. A feature's tables are in the file of its name. */
export {
  attendanceChange,
  attendanceDecision,
  attendanceDevice,
  attendanceLoss,
  attendanceMark,
  attendancePhoto,
  attendancePoint,
  attendancePolicy,
  attendancePresence,
  attendanceReminder,
  attendanceRequest,
  attendanceRollCall,
  attendanceSettlement,
  attendanceSignIn,
  attendanceWindow,
} from './attendance.ts';
export { wrongAttempt } from './attempts.ts';
export { bankPicture, bankQuestion, questionImport, questionImportRow } from './bank.ts';
export { clusterCourse, clusterNode } from './cluster.ts';
export { branch, course, lesson, trainee, unit } from './course.ts';
export { cueSheet } from './cues.ts';
export { feedback, feedbackGiven } from './feedback.ts';
export { helpAnswer, helpTicket } from './help.ts';
export {
  account,
  courseEntry,
  invitation,
  passwordLink,
  place,
  recoveryCode,
  secondFactor,
  session,
} from './identity.ts';
export { rosterImport, rosterImportRow } from './import.ts';
export { material, materialReceipt } from './materials.ts';
export {
  messageFile,
  messageMark,
  messagePost,
  messagePostBranch,
  messageRead,
  messageThread,
} from './messages.ts';
export { lessonPick, poll, pollAnswer, pollRoom } from './polls.ts';
export {
  patrolDuty,
  patrolFinding,
  patrolPicture,
  patrolPlan,
  patrolRound,
  patrolRoundTile,
  patrolSighting,
} from './patrol.ts';
export { question, questionSetting, questionSupport } from './questions.ts';
export { paper, paperAnswer, paperEvent, paperMarking, quiz, quizItem } from './quiz.ts';
export { readinessCheck } from './readiness.ts';
export { courseRetention } from './retention.ts';
export { reflection, reflectionComment, reflectionPolicy } from './reflection.ts';
export { calendarFeed, scheduleChange, scheduleSeen } from './schedule.ts';
export {
  scoreAppeal,
  scoreCertificate,
  scoreCorrection,
  scoreEntry,
  scorePart,
  scorePolicy,
} from './score.ts';
export { audit, setting } from './server.ts';
export { lessonStage, raisedHand, stageCall } from './stage.ts';
