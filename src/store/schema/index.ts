/** Every table of the store. A feature's tables are in the file of its name. */
export { branch, course, lesson, trainee } from './course.ts';
export { invitation, session } from './identity.ts';
export { audit, setting } from './server.ts';
