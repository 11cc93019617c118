/**
 * What a session may claim to be. `screen` is a branch's big screen, a device of its own; `port` is an isolated trainee
 * who follows the lesson on a laptop or phone.
 */
export const roles = ['organiser', 'lecturer', 'inspector', 'liaison', 'screen', 'port', 'trainee'] as const;

export type Role = (typeof roles)[number];
