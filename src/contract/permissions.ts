import type { Participant } from './identity.ts';
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
/** Who may send picture and sound; guests only while they are called, which the classroom checks. */
const senders: readonly Role[] = ['organiser', 'lecturer', 'screen', 'port'];
/** Who decides what is on the stage. */
const directors: readonly Role[] = ['organiser', 'lecturer'];
/** Who can be called to the stage. */
const guests: readonly Role[] = ['screen', 'port'];
/** Who can raise a hand, for themselves or for their branch. */
const hands: readonly Role[] = ['liaison', 'screen', 'port', 'trainee'];
/** Who is told of changes of the timetable and confirms that they saw them. */
const confirming: readonly Role[] = ['lecturer', 'liaison', 'screen', 'port', 'trainee'];
/** Whose devices are checked before class. */
const checked: readonly Role[] = ['liaison', 'screen', 'port'];
/** Who reads and writes in study groups or on the staff line; in which of them is decided by where somebody belongs. */
const writers: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison', 'port', 'trainee'];
/** Whose pages show announcements. */
const announcedTo: readonly Role[] = ['lecturer', 'inspector', 'liaison', 'screen', 'port', 'trainee'];
/** Who asks questions and supports those of others; a liaison does it for the room. */
const asking: readonly Role[] = ['liaison', 'port', 'trainee'];
/** Who decides what becomes of questions. */
const deciding: readonly Role[] = ['organiser', 'lecturer'];
/** Who prepares polls, asks them and shows what came of them. */
const polling: readonly Role[] = ['organiser', 'lecturer'];
/** Who prepares the run of a lesson and works through it. */
const cueing: readonly Role[] = ['organiser', 'lecturer'];
/** Who writes questions, quizzes and exams, and sees what is right. */
const examining: readonly Role[] = ['organiser', 'lecturer'];
/** Who sits quizzes and exams, hands reflections in and gives feedback. */
const learning: readonly Role[] = ['port', 'trainee'];
/** Who may sign in with name and password. */
const withAccounts: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison'];

const to = (roles: readonly Role[], scope: Scope = 'course'): Permission => ({ scope, roles });

/** Role x action: denied unless it stands here. docs/permissions.md is generated from it, and a test walks all of it. */
export const permissions: Record<CommandName | RouteName, Permission> = {
  'classroom.join': to(everyone),
  'classroom.leave': to(everyone),
  'classroom.start': to(['organiser', 'lecturer']),
  'classroom.end': to(['organiser', 'lecturer']),
  'stage.arrange': to(directors),
  'stage.call': to(directors),
  'stage.checked': to(guests),
  'stage.admit': to(directors),
  'stage.release': to([...directors, ...guests]),
  'stage.standby': to(directors),
  'stage.takeOver': to(directors),
  'stage.dismissShown': to(directors),
  'hand.raise': to(hands),
  'hand.lower': to(hands),
  'hand.dismiss': to(directors),
  'hand.list': to([...directors, 'inspector']),
  'hand.setFair': to(directors),
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
  'question.ask': to(asking),
  'question.support': to(asking),
  'question.own': to(asking, 'self'),
  'question.seen': to(asking, 'self'),
  'question.visible': to(asking),
  'question.room': to(['liaison'], 'branch'),
  'question.list': to([...deciding, 'inspector']),
  'question.merge': to([...deciding, 'liaison'], 'branch'),
  'question.forward': to([...deciding, 'liaison'], 'branch'),
  'question.edit': to([...deciding, 'liaison'], 'branch'),
  'question.answer': to([...deciding, 'liaison'], 'branch'),
  'question.postpone': to(deciding),
  'question.dismiss': to(deciding),
  'question.reopen': to(deciding),
  'question.approve': to(deciding),
  'question.show': to(deciding),
  'question.configure': to(deciding),
  'GET /api/courses/:courseId/questions/export': to(deciding),
  'poll.list': to(polling),
  'poll.open': to(polling),
  'poll.close': to(polling),
  'poll.showResults': to(polling),
  'poll.dismiss': to(polling),
  'poll.progress': to([...polling, 'inspector']),
  'poll.answer': to(['port', 'trainee'], 'self'),
  'poll.ownBranch': to(['liaison'], 'branch'),
  'poll.roomCounts': to(['liaison'], 'branch'),
  'poll.entry': to(['screen'], 'branch'),
  'pick.draw': to(polling),
  'pick.list': to([...polling, 'inspector']),
  'GET /api/courses/:courseId/polls': to(polling),
  'POST /api/courses/:courseId/polls': to(polling),
  'PATCH /api/courses/:courseId/polls/:pollId': to(polling),
  'DELETE /api/courses/:courseId/polls/:pollId': to(polling),
  'GET /api/courses/:courseId/polls/:pollId/results': to(polling),
  'GET /api/courses/:courseId/polls/export': to(polling),
  'cue.sheet': to([...cueing, 'inspector']),
  'cue.next': to(cueing),
  'cue.run': to(cueing),
  'cue.back': to(cueing),
  'cue.mark': to(cueing),
  'cue.restart': to(cueing),
  'GET /api/courses/:courseId/lessons/:lessonId/cues': to(cueing),
  'PUT /api/courses/:courseId/lessons/:lessonId/cues': to(cueing),
  'POST /api/courses/:courseId/lessons/:lessonId/cues/copy': to(cueing),
  'GET /api/courses/:courseId/bank': to(examining),
  'POST /api/courses/:courseId/bank': to(examining),
  'PATCH /api/courses/:courseId/bank/:questionId': to(examining),
  'DELETE /api/courses/:courseId/bank/:questionId': to(examining),
  'POST /api/courses/:courseId/bank/pictures': to(examining),
  'GET /api/courses/:courseId/bank/pictures/:pictureId': to([...examining, 'liaison', ...learning]),
  'GET /api/courses/:courseId/bank/template': to(examining),
  'GET /api/courses/:courseId/bank/export': to(examining),
  'POST /api/courses/:courseId/bank/imports': to(examining),
  'GET /api/courses/:courseId/bank/imports/:importId/rows': to(examining),
  'POST /api/courses/:courseId/bank/imports/:importId/confirm': to(examining),
  'DELETE /api/courses/:courseId/bank/imports/:importId': to(examining),
  'GET /api/courses/:courseId/quizzes': to(examining),
  'POST /api/courses/:courseId/quizzes': to(examining),
  'PATCH /api/courses/:courseId/quizzes/:quizId': to(examining),
  'DELETE /api/courses/:courseId/quizzes/:quizId': to(examining),
  'GET /api/courses/:courseId/quizzes/:quizId/preview': to(examining),
  'POST /api/courses/:courseId/quizzes/:quizId/opening': to(examining),
  'POST /api/courses/:courseId/quizzes/:quizId/close': to(examining),
  'POST /api/courses/:courseId/quizzes/:quizId/extension': to(['organiser']),
  'GET /api/courses/:courseId/quizzes/:quizId/progress': to([...examining, 'inspector', 'liaison'], 'branch'),
  'GET /api/courses/:courseId/quizzes/:quizId/sittings': to([...examining, 'inspector', 'liaison'], 'branch'),
  'GET /api/courses/:courseId/quizzes/:quizId/markings': to(examining),
  'PUT /api/courses/:courseId/quizzes/:quizId/markings/:paperId/:itemId': to(examining),
  'GET /api/courses/:courseId/quizzes/:quizId/export': to(['organiser']),
  'GET /api/courses/:courseId/sittings': to([...learning, 'liaison', 'screen'], 'self'),
  'POST /api/courses/:courseId/quizzes/:quizId/papers': to(learning, 'self'),
  'GET /api/courses/:courseId/papers/:paperId': to([...learning, 'liaison'], 'branch'),
  'PUT /api/courses/:courseId/papers/:paperId/answers': to([...learning, 'liaison'], 'branch'),
  'POST /api/courses/:courseId/papers/:paperId/submission': to([...learning, 'liaison'], 'branch'),
  'POST /api/courses/:courseId/quizzes/:quizId/papers-for/:traineeId': to(['liaison'], 'branch'),
  'GET /api/courses/:courseId/score-policy': to(['organiser']),
  'PUT /api/courses/:courseId/score-policy': to(['organiser']),
  'GET /api/courses/:courseId/scores': to(['organiser']),
  'GET /api/courses/:courseId/scores/summary': to(['organiser']),
  'GET /api/courses/:courseId/scores/own': to(learning, 'self'),
  'GET /api/courses/:courseId/scores/:traineeId': to(['organiser']),
  'POST /api/courses/:courseId/scores/freeze': to(['organiser']),
  'GET /api/courses/:courseId/corrections': to(['organiser']),
  'POST /api/courses/:courseId/corrections': to(['organiser']),
  'POST /api/courses/:courseId/corrections/:correctionId/decision': to(['organiser']),
  'POST /api/courses/:courseId/corrections/:correctionId/reversal': to(['organiser']),
  'GET /api/courses/:courseId/appeals': to(['organiser']),
  'POST /api/courses/:courseId/appeals': to(learning, 'self'),
  'POST /api/courses/:courseId/appeals/:appealId/answer': to(['organiser']),
  'GET /api/courses/:courseId/scores-export': to(['organiser']),
  'GET /api/courses/:courseId/scores-report': to(['organiser']),
  'POST /api/courses/:courseId/certificates': to(['organiser']),
  'GET /api/courses/:courseId/certificates/:traineeId': to(['organiser', ...learning], 'self'),
  'GET /api/certificates/:code': { scope: 'public', roles: [] },
  'GET /api/courses/:courseId/reflection-policy': to(['organiser']),
  'PUT /api/courses/:courseId/reflection-policy': to(['organiser']),
  'GET /api/courses/:courseId/reflections': to(['organiser', 'liaison'], 'branch'),
  'GET /api/courses/:courseId/reflections/own': to(learning, 'self'),
  'PUT /api/courses/:courseId/reflections/own': to(learning, 'self'),
  'POST /api/courses/:courseId/reflections/:traineeId/comments': to(['organiser', 'liaison'], 'branch'),
  'PUT /api/courses/:courseId/reflections/:traineeId/shown': to(['organiser']),
  'GET /api/courses/:courseId/reflections-export': to(['organiser']),
  'GET /api/courses/:courseId/feedback/own': to(learning, 'self'),
  'PUT /api/courses/:courseId/feedback/own': to(learning, 'self'),
  'GET /api/courses/:courseId/feedback': to(['organiser']),
  'GET /api/courses/:courseId/feedback-export': to(['organiser']),
  'POST /api/courses/:courseId/tickets': to(everyone),
  'GET /api/courses/:courseId/tickets/own': to(everyone, 'self'),
  'GET /api/courses/:courseId/tickets': to(['organiser']),
  'POST /api/courses/:courseId/tickets/:ticketId/answers': to(['organiser']),
  'POST /api/courses/:courseId/tickets/:ticketId/close': to(everyone, 'self'),
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
  'GET /api/audit': to(['organiser'], 'server'),
  'GET /api/audit/export': to(['organiser'], 'server'),
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
  'GET /api/courses/:courseId/messages': to(everyone),
  'GET /api/courses/:courseId/groups': to(['organiser']),
  'GET /api/courses/:courseId/threads/:threadId/posts': to(writers),
  'POST /api/courses/:courseId/threads/:threadId/posts': to(writers),
  'POST /api/courses/:courseId/threads/:threadId/read': to(writers),
  'GET /api/courses/:courseId/group-posts': to(['organiser']),
  'POST /api/courses/:courseId/group-posts': to(['organiser']),
  'PATCH /api/courses/:courseId/posts/:postId': to(['organiser', 'liaison']),
  'DELETE /api/courses/:courseId/posts/:postId': to(writers),
  'POST /api/courses/:courseId/posts/:postId/confirmation': to(['trainee', 'port']),
  'GET /api/courses/:courseId/posts/:postId/confirmations': to(['organiser', 'liaison']),
  'GET /api/courses/:courseId/group-posts/:postId/confirmations': to(['organiser']),
  'POST /api/courses/:courseId/message-files': to(writers),
  'POST /api/courses/:courseId/message-files/:fileId/bytes': to(writers),
  'GET /api/message-files/:fileId': to(writers),
  'GET /api/courses/:courseId/announcements': to(['organiser', 'lecturer']),
  'POST /api/courses/:courseId/announcements': to(['organiser', 'lecturer']),
  'POST /api/courses/:courseId/announcements/seen': to(announcedTo),
  'GET /api/courses/:courseId/announcements/:postId': to(['organiser', 'lecturer']),
  'DELETE /api/courses/:courseId/announcements/:postId': to(['organiser', 'lecturer']),
  'POST /api/demo': to(['organiser'], 'server'),
};

/**
 * Whether somebody may do something at all, as far as role and reach over the whole server decide it. Whether a course,
 * branch or lesson is theirs is for the feature to check, which knows what an id belongs to.
 */
export function mayAct(permission: Permission, participant: Participant | undefined): boolean {
  if (permission.scope === 'public') return true;
  if (!participant?.role || !permission.roles.includes(participant.role)) return false;
  return permission.scope !== 'server' || participant.courseId === null;
}
