import type { CommandName, RouteName } from './index.ts';
import type { Role } from './roles.ts';

/**
 * How far a right reaches. `public`: nobody has to be signed in. `self`: only what the session itself owns. `course`: the
 * session's own course; an organiser without a course reaches every course. `server`: an organiser without a course only.
 */
export type Scope = 'public' | 'self' | 'course' | 'server';

export interface Permission {
  scope: Scope;
  roles: readonly Role[];
}

const everyone: readonly Role[] = [
  'organiser',
  'lecturer',
  'inspector',
  'liaison',
  'screen',
  'port',
  'trainee',
];
/** Who sees or hears the stage. A trainee in a branch sees it on the room's screen; the phone carries no picture. */
const viewers: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison', 'screen', 'port'];
/** Who may send picture and sound. */
const senders: readonly Role[] = ['lecturer'];

const to = (roles: readonly Role[], scope: Scope = 'course'): Permission => ({ scope, roles });

/** Role x action: denied unless it stands here. docs/permissions.md is generated from it, and a test walks all of it. */
export const permissions: Record<CommandName | RouteName, Permission> = {
  'classroom.join': to(everyone),
  'classroom.leave': to(everyone),
  'classroom.start': to(['organiser', 'lecturer']),
  'classroom.end': to(['organiser', 'lecturer']),
  'media.receive': to(viewers),
  'media.send': to(senders),
  'media.connect': to(viewers, 'self'),
  'media.restartIce': to(viewers, 'self'),
  'media.produce': to(senders, 'self'),
  'media.setPaused': to(senders, 'self'),
  'media.unproduce': to(senders, 'self'),
  'media.consumersReady': to(viewers, 'self'),
  'media.preferLayer': to(viewers, 'self'),
  'media.report': to(viewers, 'self'),
  'POST /api/sessions': { scope: 'public', roles: [] },
  'GET /api/sessions/:sessionId': to(everyone, 'self'),
  'DELETE /api/sessions/:sessionId': to(everyone, 'self'),
  'GET /api/courses': to(['organiser']),
  'GET /api/courses/:courseId': to(['organiser', 'lecturer', 'inspector']),
  'GET /api/courses/:courseId/invitations': to(['organiser']),
  'POST /api/demo': to(['organiser'], 'server'),
};
