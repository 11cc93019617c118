import type { z } from 'zod';
import { auditRoutes } from './audit.ts';
import { accountRoutes } from './account.ts';
import { bankRoutes } from './bank.ts';
import {
  attendanceCommands,
  attendanceDeskRoutes,
  attendanceNotices,
  attendanceRoomRoutes,
  signInRoutes,
} from './attendance.ts';
import { classroomCommands, classroomNotices } from './classroom.ts';
import { courseRoutes } from './course.ts';
import { cueCommands, cueNotices, cueRoutes } from './cues.ts';
import { feedbackRoutes } from './feedback.ts';
import { helpNotices, helpRoutes } from './help.ts';
import { entryRoutes } from './entry.ts';
import { identityRoutes } from './identity.ts';
import { invitationRoutes } from './invitation.ts';
import { importRoutes } from './import.ts';
import { materialNotices, materialRoutes } from './materials.ts';
import { mediaCommands, mediaNotices } from './media.ts';
import { messageNotices, messageRoutes } from './messages.ts';
import { paperRoutes } from './paper.ts';
import { passwordLinkRoutes } from './password-link.ts';
import { patrolLiveCommands, patrolLiveNotices } from './patrol-live.ts';
import { patrolCommands, patrolNotices, patrolRoutes } from './patrol.ts';
import { pollCommands, pollNotices, pollRoutes } from './polls.ts';
import { questionCommands, questionNotices, questionRoutes } from './questions.ts';
import { quizNotices, quizRoutes } from './quiz.ts';
import { readinessNotices, readinessRoutes } from './readiness.ts';
import { recordRoutes } from './records.ts';
import { reflectionRoutes } from './reflection.ts';
import { retentionRoutes } from './retention.ts';
import { scheduleNotices, scheduleRoutes } from './schedule.ts';
import { scoreNotices, scoreRoutes } from './score.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { stageCommands, stageNotices } from './stage.ts';

/** Every command that a client can send. */
export const commands = {
  ...classroomCommands,
  ...mediaCommands,
  ...stageCommands,
  ...questionCommands,
  ...pollCommands,
  ...cueCommands,
  ...patrolLiveCommands,
  ...patrolCommands,
  ...attendanceCommands,
} as const;
export type CommandName = keyof typeof commands;
/** What a client sends, before defaults are filled in. */
export type CommandInput<N extends CommandName> = z.input<(typeof commands)[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<(typeof commands)[N]['output']>;

/** Every unnumbered message that the server sends. */
export const notices = {
  ...classroomNotices,
  ...mediaNotices,
  ...scheduleNotices,
  ...materialNotices,
  ...readinessNotices,
  ...stageNotices,
  ...messageNotices,
  ...questionNotices,
  ...pollNotices,
  ...cueNotices,
  ...quizNotices,
  ...scoreNotices,
  ...helpNotices,
  ...patrolLiveNotices,
  ...patrolNotices,
  ...attendanceNotices,
} as const;
export type NoticeName = keyof typeof notices;
export type NoticeData<N extends NoticeName> = z.output<(typeof notices)[N]>;
/** A notice as it crosses the wire, under the socket event `notice`. */
export type Notice = { [N in NoticeName]: { name: N; data: NoticeData<N> } }[NoticeName];

/** Every HTTP route under /api. */
export const routes = {
  ...identityRoutes,
  ...accountRoutes,
  ...secondFactorRoutes,
  ...passwordLinkRoutes,
  ...invitationRoutes,
  ...entryRoutes,
  ...courseRoutes,
  ...recordRoutes,
  ...importRoutes,
  ...auditRoutes,
  ...scheduleRoutes,
  ...materialRoutes,
  ...readinessRoutes,
  ...retentionRoutes,
  ...messageRoutes,
  ...questionRoutes,
  ...pollRoutes,
  ...cueRoutes,
  ...bankRoutes,
  ...quizRoutes,
  ...paperRoutes,
  ...scoreRoutes,
  ...reflectionRoutes,
  ...feedbackRoutes,
  ...helpRoutes,
  ...patrolRoutes,
  ...signInRoutes,
  ...attendanceRoomRoutes,
  ...attendanceDeskRoutes,
} as const;
export type RouteName = keyof typeof routes;
export type RouteOutput<N extends RouteName> = z.output<(typeof routes)[N]['output']>;
export type RouteBody<N extends RouteName> = z.input<(typeof routes)[N]['body']>;
