import { z } from 'zod';
import { limits } from './limits.ts';
import { materialKinds } from './materials.ts';
import { empty, id, name, role, timestamp } from './primitives.ts';
import { plainLine, plainText } from './text.ts';

const count = z.number().int().nonnegative();

/** Where a post stands in its course: larger is later. */
const position = z.number().int().nonnegative();

/** The id that a page gives to what it sends, so that sending it again is not a second post. */
const clientId = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only');

/** The group of a branch, of a unit's ports, or of the ports without a unit; or the line of those who run the class. */
export const threadKinds = ['branch', 'unit', 'ports', 'staff'] as const;

/** A study group, or the staff line, as a reader sees it. */
export const messageThread = z.strictObject({
  id,
  kind: z.enum(threadKinds),
  /** The branch's or unit's name; empty for ports without a unit and for the staff line. */
  name: z.string(),
  /** Posts of others that the reader has not seen; more than 99 are counted as 100. */
  unread: count,
  /** When somebody posted last; null while it is empty. */
  lastAt: timestamp.nullable(),
});
export type MessageThread = z.infer<typeof messageThread>;

/** A file or picture in a post. */
export const messageFile = z.strictObject({
  id,
  fileName: z.string(),
  kind: z.enum(materialKinds),
  mediaType: z.string(),
  /** Bytes. */
  size: count,
  /** The file, for this session only. With `&download=1` it is saved instead of shown. */
  path: z.string().startsWith('/api/message-files/'),
  /** Whether browsers show it by themselves; otherwise it can only be saved. */
  inline: z.boolean(),
});
export type MessageFile = z.infer<typeof messageFile>;

const figure = z.strictObject({ done: count, total: count });
export type Figure = z.infer<typeof figure>;

/** What somebody wrote, as a reader sees it. */
export const post = z.strictObject({
  id,
  position,
  at: timestamp,
  author: z.strictObject({
    name,
    role,
    branchName: z.string().nullable(),
    /** The reader wrote it. */
    own: z.boolean(),
  }),
  /** Empty for a file without words, and once it is removed. */
  text: z.string(),
  file: messageFile.nullable(),
  removed: z.boolean(),
  pinned: z.boolean(),
  /** It was posted to all groups at once. */
  toAllGroups: z.boolean(),
  /** On the staff line: the branch that it is for. */
  branch: z.strictObject({ id, name }).nullable(),
  /** Null unless members are asked to confirm that they have read it. */
  confirmation: z
    .strictObject({
      /** When the reader confirmed it. */
      ownAt: timestamp.nullable(),
      /** How many members have; null to members themselves. */
      members: figure.nullable(),
    })
    .nullable(),
  /** What the reader may do to it. */
  may: z.strictObject({ remove: z.boolean(), pin: z.boolean(), confirm: z.boolean() }),
});
export type Post = z.infer<typeof post>;

/** An announcement, as those see it whom it is for. */
export const announcement = z.strictObject({
  id,
  at: timestamp,
  author: z.strictObject({ name, role }),
  text: z.string(),
  /** Stays on the big screens until it is dismissed or withdrawn; others go after 30 s. */
  stays: z.boolean(),
  /** Until when newcomers are shown it. */
  currentUntil: timestamp,
});
export type Announcement = z.infer<typeof announcement>;

/** An announcement with how many have seen it. A branch has, when its screen or its liaison has. */
export const sentAnnouncement = announcement.extend({
  withdrawnAt: timestamp.nullable(),
  /** The branches that it is for; null for everybody. */
  branchIds: z.array(id).nullable(),
  branches: figure,
  /** Trainees in branches and on ports together. */
  trainees: figure,
  lecturers: count,
  /** The asking session may withdraw it. */
  mayWithdraw: z.boolean(),
});
export type SentAnnouncement = z.infer<typeof sentAnnouncement>;

/** Who in a branch has seen an announcement. */
export const announcementReach = z.strictObject({
  branchId: id,
  name,
  level: z.union([z.literal(1), z.literal(2)]),
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  screenSeenAt: timestamp.nullable(),
  liaisonSeenAt: timestamp.nullable(),
  trainees: figure,
});
export type AnnouncementReach = z.infer<typeof announcementReach>;

const personMark = z.strictObject({ name, at: timestamp.nullable() });
export type PersonMark = z.infer<typeof personMark>;

/** How many of a group have confirmed a post that went to all groups. */
export const groupConfirmation = z.strictObject({
  threadId: id,
  kind: z.enum(threadKinds),
  name: z.string(),
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  members: figure,
});
export type GroupConfirmation = z.infer<typeof groupConfirmation>;

const courseParams = z.strictObject({ courseId: id });
const threadParams = z.strictObject({ courseId: id, threadId: id });
const postParams = z.strictObject({ courseId: id, postId: id });

const newPost = {
  clientId,
  text: plainText(limits.messageLength).or(z.literal('')).default(''),
  /** A file that this person has sent before and not posted yet. */
  fileId: id.nullable().default(null),
};
const saysSomething = ({ text, fileId }: { text: string; fileId: string | null }): boolean =>
  text !== '' || fileId !== null;

/** A file name as people see it: one line, no path. */
const fileName = plainLine(200).pipe(z.string().regex(/^[^/\\]+$/, 'no / or \\'));

export const messageRoutes = {
  'GET /api/courses/:courseId/messages': {
    summary:
      "The session's study groups and staff line with what is unread in them, and the current announcements that it has not seen; to a screen also those that are to stay. The organiser's groups are at /groups.",
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      threads: z.array(messageThread),
      announcements: z.array(announcement),
    }),
  },
  'GET /api/courses/:courseId/groups': {
    summary: 'All study groups with what the organiser has not read in them.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ groups: z.array(messageThread.extend({ members: count })) }),
  },
  'GET /api/courses/:courseId/threads/:threadId/posts': {
    summary:
      'A page of posts, the newest last, with those that are pinned. Answers not_found to whom it is not theirs.',
    params: threadParams,
    query: z.strictObject({
      /** Only what is older than this position. */
      before: z.coerce.number().int().positive().optional(),
      /** On the staff line, `all` shows a liaison also what concerns other branches. */
      concerning: z.enum(['me', 'all']).default('me'),
    }),
    body: z.undefined(),
    output: z.strictObject({
      posts: z.array(post),
      more: z.boolean(),
      /** The pinned posts, the newest first; only on the newest page. */
      pinned: z.array(post),
      /** Up to here the reader has seen it. */
      readUpTo: position,
    }),
  },
  'POST /api/courses/:courseId/threads/:threadId/posts': {
    summary:
      'Posts a text, a file or both. Posting with the same clientId again answers with the first post. On the staff line, branchId names the branch that it is for.',
    params: threadParams,
    query: empty,
    body: z
      .strictObject({ ...newPost, branchId: id.nullable().default(null) })
      .refine(saysSomething, 'a text or a file'),
    output: z.strictObject({ post }),
  },
  'POST /api/courses/:courseId/threads/:threadId/read': {
    summary: 'Says up to which position a thread was seen. It never goes back.',
    params: threadParams,
    query: empty,
    body: z.strictObject({ position }),
    output: empty,
  },
  'POST /api/courses/:courseId/group-posts': {
    summary: 'Posts to all study groups at once.',
    params: courseParams,
    query: empty,
    body: z
      .strictObject({
        ...newPost,
        pinned: z.boolean().default(false),
        asksConfirmation: z.boolean().default(false),
      })
      .refine(saysSomething, 'a text or a file'),
    output: z.strictObject({ post }),
  },
  'GET /api/courses/:courseId/group-posts': {
    summary:
      'What was posted to all groups, the newest first, with how many members have confirmed it in total.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ posts: z.array(post) }),
  },
  'PATCH /api/courses/:courseId/posts/:postId': {
    summary: 'Pins a post of a group, or asks its members to confirm that they have read it.',
    params: postParams,
    query: empty,
    body: z.strictObject({ pinned: z.boolean().optional(), asksConfirmation: z.boolean().optional() }),
    output: empty,
  },
  'DELETE /api/courses/:courseId/posts/:postId': {
    summary: 'Removes a post: one’s own, or any of a group that one leads. It is shown as removed.',
    params: postParams,
    query: empty,
    body: z.undefined(),
    output: empty,
  },
  'POST /api/courses/:courseId/posts/:postId/confirmation': {
    summary: 'Confirms that a post was read. Confirming twice changes nothing.',
    params: postParams,
    query: empty,
    body: empty,
    output: empty,
  },
  'GET /api/courses/:courseId/posts/:postId/confirmations': {
    summary: 'Who of a group has confirmed a post; whoever has not comes first.',
    params: postParams,
    query: z.strictObject({
      /** The group; needed for a post that went to all. */
      threadId: id,
    }),
    body: z.undefined(),
    output: z.strictObject({ members: z.array(personMark) }),
  },
  'GET /api/courses/:courseId/group-posts/:postId/confirmations': {
    summary:
      'How many of each group have confirmed a post that went to all; groups that miss most come first.',
    params: postParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ groups: z.array(groupConfirmation) }),
  },
  'POST /api/courses/:courseId/message-files': {
    summary:
      'Begins to send a file for a post, or finds it again by its clientId. The bytes follow in pieces; what was sent and is in no post after a day is removed.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      clientId,
      fileName,
      /** Bytes. */
      size: z.number().int().positive().max(limits.messageFileBytes),
    }),
    output: z.strictObject({
      fileId: id,
      /** Bytes that have arrived. */
      received: count,
      /** Bytes that one request may carry. */
      pieceBytes: z.number().int().positive(),
      /** All of it is there and has been checked. */
      ready: z.boolean(),
    }),
  },
  'POST /api/courses/:courseId/message-files/:fileId/bytes': {
    summary:
      'Takes the next piece of a file. A piece that does not begin where the last one ended changes nothing; the answer says how much is there.',
    params: z.strictObject({ courseId: id, fileId: id }),
    query: z.strictObject({ offset: z.coerce.number().int().nonnegative() }),
    body: z.undefined(),
    output: z.strictObject({ received: count, ready: z.boolean() }),
    upload: { maxBytes: limits.messagePieceBytes },
  },
  'GET /api/message-files/:fileId': {
    summary: 'The file itself, whole or in ranges (RFC 9110, 14), for those who may read its post.',
    params: z.strictObject({ fileId: id }),
    query: z.strictObject({
      /** The session, where a browser cannot send the header: addresses of pictures, videos and new tabs. */
      session: id.optional(),
      download: z.literal('1').optional(),
    }),
    body: z.undefined(),
    output: empty,
    raw: true,
  },
  'GET /api/courses/:courseId/announcements': {
    summary: 'The announcements of the course with how many have seen each, the newest first.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ announcements: z.array(sentAnnouncement) }),
  },
  'POST /api/courses/:courseId/announcements': {
    summary: 'Announces something to everybody or to some branches. A lecturer may while a lesson is live.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      clientId,
      text: plainText(limits.announcementLength),
      /** Null for everybody in the course. */
      branchIds: z.array(id).min(1).max(5_000).nullable(),
      stays: z.boolean().default(false),
      /** For how long newcomers are shown it, in minutes. */
      currentForMinutes: z.number().int().min(1).max(10_080).default(60),
    }),
    output: z.strictObject({ announcement: sentAnnouncement }),
  },
  'POST /api/courses/:courseId/announcements/seen': {
    summary: 'Says that announcements were really on a page. Saying it twice changes nothing.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ announcementIds: z.array(id).min(1).max(200) }),
    output: empty,
  },
  'GET /api/courses/:courseId/announcements/:postId': {
    summary: 'One announcement with who has seen it; branches that have not come first.',
    params: postParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      announcement: sentAnnouncement,
      branches: z.array(announcementReach),
      ports: z.array(personMark),
      lecturers: z.array(personMark),
    }),
  },
  'DELETE /api/courses/:courseId/announcements/:postId': {
    summary: 'Withdraws an announcement: it leaves every page. A lecturer may withdraw the own ones.',
    params: postParams,
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;

export const messageNotices = {
  /** To those who read a thread: it has changed. Null for all study groups of the course. */
  'messages.changed': z.strictObject({ courseId: id, threadId: id.nullable() }),
  /** To the session that has read a thread: its counts of unread posts are others now. */
  'messages.read': z.strictObject({ courseId: id, threadId: id }),
  /** To liaisons and organisers: a member has confirmed a post. Null for a post that went to all groups. */
  'messages.confirmed': z.strictObject({ courseId: id, threadId: id.nullable() }),
  /** To those whom it is for, and to organisers. */
  'announcement.sent': z.strictObject({ courseId: id, announcement }),
  'announcement.withdrawn': z.strictObject({ courseId: id, announcementId: id }),
  /** To organisers and lecturers: some have seen an announcement. */
  'announcement.seen': z.strictObject({ courseId: id }),
} as const;
