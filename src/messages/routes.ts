import type { messageRoutes } from '../contract/messages.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { RawRouteHandlers, RouteHandlers } from '../lib/feature.ts';
import type { Announcements } from './announcements.ts';
import type { Confirmations } from './confirmations.ts';
import type { Conversations } from './conversations.ts';
import type { MessageFiles } from './files.ts';

export interface MessageParts {
  conversations: Conversations;
  confirmations: Confirmations;
  announcements: Announcements;
  files: MessageFiles;
}

export function createMessageRoutes(parts: MessageParts): RouteHandlers<typeof messageRoutes> {
  return { ...threadRoutes(parts), ...postRoutes(parts), ...fileRoutes(parts), ...announcementRoutes(parts) };
}

type Handlers = RouteHandlers<typeof messageRoutes>;
type Some<K extends keyof Handlers> = Pick<Handlers, K>;

function threadRoutes({
  conversations,
  announcements,
}: MessageParts): Some<
  | 'GET /api/courses/:courseId/messages'
  | 'GET /api/courses/:courseId/groups'
  | 'GET /api/courses/:courseId/threads/:threadId/posts'
  | 'POST /api/courses/:courseId/threads/:threadId/posts'
  | 'POST /api/courses/:courseId/threads/:threadId/read'
> {
  return {
    'GET /api/courses/:courseId/messages': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      const who = signedIn(context);
      const [threads, unseen] = await Promise.all([
        conversations.own(who, courseId),
        announcements.unseen(who, courseId),
      ]);
      return { threads, announcements: unseen };
    },
    'GET /api/courses/:courseId/groups': async (context, { params }) => ({
      groups: await conversations.groups(signedIn(context), reachable(context, params.courseId)),
    }),
    'GET /api/courses/:courseId/threads/:threadId/posts': async (context, { params, query }) =>
      conversations.page(signedIn(context), reachable(context, params.courseId), {
        threadId: params.threadId,
        ...query,
      }),
    'POST /api/courses/:courseId/threads/:threadId/posts': async (context, { params, body }) => ({
      post: await conversations.post(signedIn(context), reachable(context, params.courseId), {
        threadId: params.threadId,
        ...body,
      }),
    }),
    'POST /api/courses/:courseId/threads/:threadId/read': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      await conversations.markRead(signedIn(context), courseId, params.threadId, body.position);
      return {};
    },
  };
}

function postRoutes({
  conversations,
  confirmations,
}: MessageParts): Some<
  | 'POST /api/courses/:courseId/group-posts'
  | 'GET /api/courses/:courseId/group-posts'
  | 'PATCH /api/courses/:courseId/posts/:postId'
  | 'DELETE /api/courses/:courseId/posts/:postId'
  | 'POST /api/courses/:courseId/posts/:postId/confirmation'
  | 'GET /api/courses/:courseId/posts/:postId/confirmations'
  | 'GET /api/courses/:courseId/group-posts/:postId/confirmations'
> {
  return {
    'POST /api/courses/:courseId/group-posts': async (context, { params, body }) => ({
      post: await conversations.postToAll(signedIn(context), reachable(context, params.courseId), body),
    }),
    'GET /api/courses/:courseId/group-posts': async (context, { params }) => ({
      posts: await conversations.sharedPosts(signedIn(context), reachable(context, params.courseId)),
    }),
    'PATCH /api/courses/:courseId/posts/:postId': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      await conversations.change(signedIn(context), courseId, params.postId, body);
      return {};
    },
    'DELETE /api/courses/:courseId/posts/:postId': async (context, { params }) => {
      await conversations.remove(signedIn(context), reachable(context, params.courseId), params.postId);
      return {};
    },
    'POST /api/courses/:courseId/posts/:postId/confirmation': async (context, { params }) => {
      await confirmations.confirm(signedIn(context), reachable(context, params.courseId), params.postId);
      return {};
    },
    'GET /api/courses/:courseId/posts/:postId/confirmations': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      const { postId } = params;
      return {
        members: await confirmations.members(signedIn(context), courseId, postId, query.threadId),
      };
    },
    'GET /api/courses/:courseId/group-posts/:postId/confirmations': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      return {
        groups: await confirmations.groups(signedIn(context), courseId, params.postId),
      };
    },
  };
}

function fileRoutes({
  files,
}: MessageParts): Some<
  'POST /api/courses/:courseId/message-files' | 'POST /api/courses/:courseId/message-files/:fileId/bytes'
> {
  return {
    'POST /api/courses/:courseId/message-files': async (context, { params, body }) =>
      files.begin(signedIn(context), reachable(context, params.courseId), body),
    'POST /api/courses/:courseId/message-files/:fileId/bytes': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      if (!context.upload) throw new AppError('invalid_input');
      const { fileId } = params;
      return files.take(signedIn(context), courseId, { fileId, offset: query.offset }, context.upload);
    },
  };
}

function announcementRoutes({
  announcements,
}: MessageParts): Some<
  | 'GET /api/courses/:courseId/announcements'
  | 'POST /api/courses/:courseId/announcements'
  | 'POST /api/courses/:courseId/announcements/seen'
  | 'GET /api/courses/:courseId/announcements/:postId'
  | 'DELETE /api/courses/:courseId/announcements/:postId'
> {
  return {
    'GET /api/courses/:courseId/announcements': async (context, { params }) => ({
      announcements: await announcements.list(signedIn(context), reachable(context, params.courseId)),
    }),
    'POST /api/courses/:courseId/announcements': async (context, { params, body }) => ({
      announcement: await announcements.announce(
        signedIn(context),
        reachable(context, params.courseId),
        body,
      ),
    }),
    'POST /api/courses/:courseId/announcements/seen': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      await announcements.see(signedIn(context), courseId, body.announcementIds);
      return {};
    },
    'GET /api/courses/:courseId/announcements/:postId': async (context, { params }) =>
      announcements.read(signedIn(context), reachable(context, params.courseId), params.postId),
    'DELETE /api/courses/:courseId/announcements/:postId': async (context, { params }) => {
      await announcements.withdraw(signedIn(context), reachable(context, params.courseId), params.postId);
      return {};
    },
  };
}

export function createMessageRawRoutes({ files }: MessageParts): RawRouteHandlers<typeof messageRoutes> {
  return {
    'GET /api/message-files/:fileId': (context, { params, query }, wire) =>
      files.send(signedIn(context), params.fileId, query.download === '1', wire),
  };
}
