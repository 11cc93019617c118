import type { Clock } from '../lib/clock.ts';
import { enterCourse, followCourse } from '../lib/course-scope.ts';
import type { Fanout, Feature } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';
import type { Queries, Store } from '../store/port.ts';
import { Announcements } from './announcements.ts';
import { Confirmations } from './confirmations.ts';
import { Conversations } from './conversations.ts';
import { MessageFiles, type FileRoom } from './files.ts';
import { Flood } from './flood.ts';
import { MessageNews } from './news.ts';
import { Reading } from './reading.ts';
import { createMessageRawRoutes, createMessageRoutes } from './routes.ts';

export interface MessageDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  /** Where the files in posts are kept. */
  files: FileRoom;
}

/** Study groups, announcements and the staff line, and what others may do with them. */
export interface MessagesFeature extends Feature {
  announcements: Announcements;
  /** Removes the files of a course's posts in the transaction that deletes it; the answer removes them from the disk, after it. */
  letGo(queries: Queries, courseId: string): Promise<() => void>;
}

/** Builds the feature; `features.ts` connects it. */
export function createMessages({ fanout, ...deps }: MessageDependencies): MessagesFeature {
  const news = new MessageNews(fanout);
  const flood = new Flood();
  const files = new MessageFiles(deps);
  const reading = new Reading((mediaType) => deps.files.isShown(mediaType));
  const parts = {
    conversations: new Conversations({ ...deps, news, flood, files, reading }),
    confirmations: new Confirmations({ ...deps, news, reading }),
    announcements: new Announcements({ ...deps, news, flood }),
    files,
  };
  return {
    name: 'messages',
    announcements: parts.announcements,
    letGo: (queries, courseId) => files.letGo(queries, courseId),
    routes: createMessageRoutes(parts),
    rawRoutes: createMessageRawRoutes(parts),
    connected: (connection) => enterCourse(connection),
    changed: (connection, before) => followCourse(connection, before),
    close: async () => {
      files.close();
      news.close();
    },
  };
}
