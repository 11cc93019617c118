import { z } from 'zod';
import { file } from './command.ts';
import { lesson } from './course.ts';
import { empty, id, name, timestamp } from './primitives.ts';

/** What a lesson's place in the timetable is: a change of any of it is announced. */
export const lessonFacts = z.strictObject({
  title: name,
  lecturerName: name,
  startsAt: timestamp,
  endsAt: timestamp,
});
export type LessonFacts = z.infer<typeof lessonFacts>;

/** A change of the timetable that was announced. */
export const scheduleChange = z.strictObject({
  id,
  lessonId: id,
  kind: z.enum(['added', 'changed', 'removed']),
  at: timestamp,
  /** Null for a lesson that was added. */
  before: lessonFacts.nullable(),
  /** Null for a lesson that was removed. */
  after: lessonFacts.nullable(),
});
export type ScheduleChange = z.infer<typeof scheduleChange>;

const figure = z.strictObject({
  seen: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
});

/** A change with how many have confirmed it. A branch has, when its screen or its liaison has. */
export const announcedChange = z.strictObject({
  change: scheduleChange,
  branches: figure,
  /** Trainees in branches and on ports together. */
  trainees: figure,
  lecturers: z.number().int().nonnegative(),
});
export type AnnouncedChange = z.infer<typeof announcedChange>;

/** Who in a branch has confirmed a change. */
export const branchSeen = z.strictObject({
  branchId: id,
  name,
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  screenSeenAt: timestamp.nullable(),
  liaisonSeenAt: timestamp.nullable(),
  trainees: figure,
});
export type BranchSeen = z.infer<typeof branchSeen>;

const personSeen = z.strictObject({ name, seenAt: timestamp.nullable() });

export const feed = z.strictObject({
  id,
  /** Null for the feed of the whole course. */
  branchId: id.nullable(),
  /** The branch's name; null for the feed of the whole course. */
  branchName: name.nullable(),
  /** Path of the calendar; put the server's public address before it. Whoever has it reads the timetable. */
  path: z.string().startsWith('/api/calendars/'),
  createdAt: timestamp,
});
export type Feed = z.infer<typeof feed>;

const courseParams = z.strictObject({ courseId: id });

export const scheduleRoutes = {
  'GET /api/courses/:courseId/schedule': {
    summary: "The course's timetable, and the changes that this session has still to confirm.",
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      courseName: name,
      lessons: z.array(lesson),
      unseen: z.array(scheduleChange),
    }),
  },
  'POST /api/courses/:courseId/schedule/seen': {
    summary: 'Confirms that changes were seen. Confirming twice changes nothing.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ changeIds: z.array(id).min(1).max(200) }),
    output: empty,
  },
  'GET /api/courses/:courseId/schedule/changes': {
    summary: 'The announced changes, newest first, with how many have confirmed each.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ changes: z.array(announcedChange) }),
  },
  'GET /api/courses/:courseId/schedule/changes/:changeId': {
    summary: 'One change with who has confirmed it; branches that have not come first.',
    params: z.strictObject({ courseId: id, changeId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      change: scheduleChange,
      branches: z.array(branchSeen),
      ports: z.array(personSeen),
      lecturers: z.array(personSeen),
    }),
  },
  'GET /api/courses/:courseId/feeds': {
    summary: "The course's calendar addresses; to a liaison, those of the own branch.",
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ feeds: z.array(feed) }),
  },
  'POST /api/courses/:courseId/feeds': {
    summary: 'Makes calendar addresses. An earlier one of the same place stops working.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      /** One for the whole course. */
      course: z.boolean().default(false),
      branchIds: z.array(id).max(5_000).default([]),
    }),
    output: z.strictObject({ feeds: z.array(feed) }),
  },
  'DELETE /api/courses/:courseId/feeds/:feedId': {
    summary: 'Revokes a calendar address.',
    params: z.strictObject({ courseId: id, feedId: id }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
  'GET /api/calendars/:token': {
    summary: 'The timetable as iCalendar (RFC 5545), for whoever has the secret address.',
    params: z.strictObject({ token: z.string().min(16).max(128) }),
    query: empty,
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;

export const scheduleNotices = {
  /** To everybody in the course: a lesson was added, moved, renamed, given to somebody else, or removed. */
  'schedule.changed': z.strictObject({ courseId: id, change: scheduleChange }),
  /** To organisers: somebody confirmed a change. */
  'schedule.seen': z.strictObject({ courseId: id }),
} as const;
