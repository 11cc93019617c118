/** Every table of the store. A feature's tables are in the file of its name. */
export { branch, course, lesson, trainee, unit } from './course.ts';
export { account, courseEntry, invitation, place, session } from './identity.ts';
export { rosterImport, rosterImportRow } from './import.ts';
export { material, materialReceipt } from './materials.ts';
export { readinessCheck } from './readiness.ts';
export { calendarFeed, scheduleChange, scheduleSeen } from './schedule.ts';
export { audit, setting } from './server.ts';
