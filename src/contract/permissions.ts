import type { CommandName, RouteName } from './index.ts';
import type { Role } from './roles.ts';

/**
 * How far a right reaches. `public`: nobody has to be signed in. `self`: only what the session itself owns. `course`: the
 * session's own course; an organiser without a course reaches every course. `branch`: in the own course, and of those who
 * belong to a branch, that branch only; a liaison also reaches the branches below it. `server`: an organiser without a course only.
 */
export type Scope = 'public' | 'self' | 'course' | 'branch' | 'server';

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
/** Who is told of changes of the timetable and confirms that they saw them. */
const confirming: readonly Role[] = ['lecturer', 'liaison', 'screen', 'port', 'trainee'];
/** Whose devices are checked before class. */
const checked: readonly Role[] = ['liaison', 'screen', 'port'];
/** Who may sign in with name and password. */
const withAccounts: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison'];

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
  'GET /api/sessions': to(everyone, 'self'),
  'POST /api/accounts': { scope: 'public', roles: [] },
  'POST /api/sign-in': { scope: 'public', roles: [] },
  'POST /api/places/:placeId/sessions': to(withAccounts, 'self'),
  'POST /api/account/password': to(withAccounts, 'self'),
  'GET /api/accounts': to(['organiser'], 'server'),
  'POST /api/accounts/organiser-links': to(['organiser'], 'server'),
  'DELETE /api/accounts/:accountId': to(['organiser'], 'server'),
  'GET /api/courses/:courseId/accounts': to(['organiser']),
  'DELETE /api/courses/:courseId/places/:placeId': to(['organiser']),
  'POST /api/courses/:courseId/invitations': to(['organiser']),
  'POST /api/courses/:courseId/branch-invitations': to(['organiser']),
  'PATCH /api/courses/:courseId/invitations/:invitationId': to(['organiser']),
  'DELETE /api/courses/:courseId/invitations/:invitationId': to(['organiser']),
  'POST /api/courses/:courseId/invitations/:invitationId/renewal': to(['organiser']),
  'GET /api/courses/:courseId/sheet': to(['organiser']),
  'POST /api/identify': { scope: 'public', roles: [] },
  'GET /api/courses/:courseId/entry': to(['organiser']),
  'PUT /api/courses/:courseId/entry': to(['organiser']),
  'GET /api/courses/:courseId/branches/:branchId/entry': to(
    ['organiser', 'lecturer', 'inspector', 'liaison'],
    'branch',
  ),
  'GET /api/courses': to(['organiser']),
  'GET /api/courses/:courseId': to(['organiser', 'lecturer', 'inspector']),
  'GET /api/courses/:courseId/invitations': to(['organiser']),
  'POST /api/courses': to(['organiser'], 'server'),
  'PATCH /api/courses/:courseId': to(['organiser']),
  'DELETE /api/courses/:courseId': to(['organiser'], 'server'),
  'GET /api/courses/:courseId/lessons': to(['organiser']),
  'POST /api/courses/:courseId/lessons': to(['organiser']),
  'PATCH /api/courses/:courseId/lessons/:lessonId': to(['organiser']),
  'DELETE /api/courses/:courseId/lessons/:lessonId': to(['organiser']),
  'GET /api/courses/:courseId/units': to(['organiser']),
  'POST /api/courses/:courseId/units': to(['organiser']),
  'PATCH /api/courses/:courseId/units/:unitId': to(['organiser']),
  'DELETE /api/courses/:courseId/units/:unitId': to(['organiser']),
  'GET /api/courses/:courseId/branches': to(['organiser', 'liaison']),
  'POST /api/courses/:courseId/branches': to(['organiser']),
  'PATCH /api/courses/:courseId/branches/:branchId': to(['organiser']),
  'DELETE /api/courses/:courseId/branches/:branchId': to(['organiser']),
  'POST /api/courses/:courseId/branches/bulk': to(['organiser']),
  'GET /api/courses/:courseId/trainees': to(['organiser', 'liaison']),
  'POST /api/courses/:courseId/trainees': to(['organiser']),
  'PATCH /api/courses/:courseId/trainees/:traineeId': to(['organiser']),
  'DELETE /api/courses/:courseId/trainees/:traineeId': to(['organiser']),
  'POST /api/courses/:courseId/trainees/bulk': to(['organiser']),
  'GET /api/courses/:courseId/export/:kind': to(['organiser']),
  'GET /api/courses/:courseId/imports/template': to(['organiser']),
  'POST /api/courses/:courseId/imports': to(['organiser']),
  'GET /api/courses/:courseId/imports/:importId': to(['organiser']),
  'GET /api/courses/:courseId/imports/:importId/rows': to(['organiser']),
  'POST /api/courses/:courseId/imports/:importId/confirm': to(['organiser']),
  'DELETE /api/courses/:courseId/imports/:importId': to(['organiser']),
  'GET /api/courses/:courseId/audit': to(['organiser']),
  'GET /api/courses/:courseId/audit/export': to(['organiser']),
  'GET /api/courses/:courseId/schedule': to(everyone),
  'POST /api/courses/:courseId/schedule/seen': to(confirming),
  'GET /api/courses/:courseId/schedule/changes': to(['organiser']),
  'GET /api/courses/:courseId/schedule/changes/:changeId': to(['organiser']),
  'GET /api/courses/:courseId/feeds': to(['organiser', 'liaison']),
  'POST /api/courses/:courseId/feeds': to(['organiser']),
  'DELETE /api/courses/:courseId/feeds/:feedId': to(['organiser']),
  'GET /api/calendars/:token': { scope: 'public', roles: [] },
  'GET /api/courses/:courseId/materials': to(everyone),
  'GET /api/courses/:courseId/materials/figures': to(['organiser']),
  'GET /api/courses/:courseId/materials/:materialId/receipts': to(['organiser']),
  'PATCH /api/courses/:courseId/materials/:materialId': to(['organiser']),
  'DELETE /api/courses/:courseId/materials/:materialId': to(['organiser']),
  'POST /api/courses/:courseId/uploads': to(['organiser']),
  'HEAD /api/uploads/:uploadId': to(['organiser']),
  'PATCH /api/uploads/:uploadId': to(['organiser']),
  'DELETE /api/uploads/:uploadId': to(['organiser']),
  'GET /api/materials/:materialId/file': to(everyone),
  'GET /api/courses/:courseId/readiness': to(['organiser', 'inspector']),
  'POST /api/courses/:courseId/readiness': to(checked),
  'GET /api/courses/:courseId/readiness/own': to(checked),
  'POST /api/courses/:courseId/readiness/probe': to(checked),
  'GET /api/readiness/bytes': to(checked),
  'POST /api/readiness/bytes': to(checked),
  'POST /api/demo': to(['organiser'], 'server'),
};
