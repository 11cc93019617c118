import { z } from 'zod';
import type { Cluster } from './cluster/port.ts';
import type { Config } from './config.ts';
import type { HttpNodes } from './http/elsewhere.ts';
import { Forwarded } from './http/forwarded.ts';
import { ownNames } from './http/tls.ts';
import { AppError } from './lib/errors.ts';
import type { OwnerLookup } from './lib/owner-lookup.ts';
import { isIP } from 'node:net';

/** Where other nodes reach this one: the address that it listens on, or the one that it announces for media. */
export function nodeUrl({ server, media, tls }: Config, port: number): string {
  const everywhere = server.host === '0.0.0.0' || server.host === '::';
  const reachable = ownNames(null).find((name) => isIP(name) === 4 && !name.startsWith('127.'));
  const host = everywhere ? (media.announcedAddress ?? reachable ?? '127.0.0.1') : server.host;
  return `${tls.mode === 'off' ? 'http' : 'https'}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/**
 * Whether what is due in a course is to be done by this node, which takes it when nobody runs it. Not before others can reach
 * this node, nor while it is ending.
 */
export function createRunsHere(
  { ownership, members }: Pick<Cluster, 'ownership' | 'members'>,
  mayTake: () => boolean,
): (courseId: string) => Promise<boolean> {
  return async (courseId) => {
    if (ownership.owns(courseId)) return true;
    if (!mayTake()) return false;
    try {
      return (await ownership.ownerOf(courseId)) === members.self;
    } catch (error) {
      if (error instanceof AppError && error.code === 'unavailable') return false;
      throw error;
    }
  };
}

/** What HTTP needs to hand requests on. */
export function createHttpNodes(
  { members }: Pick<Cluster, 'members'>,
  { ownerOf, key }: { ownerOf: OwnerLookup; key: Uint8Array },
): HttpNodes {
  return {
    self: members.self,
    ownerOf,
    urlOf: (nodeId) => members.list().find(({ id }) => id === nodeId)?.url ?? undefined,
    // A node that was just started anew at its address is there twice for a moment.
    isAnnounced: (origin, fingerprint) =>
      members
        .list()
        .some(
          ({ url, certificate }) =>
            certificate === fingerprint && url !== null && new URL(url).origin === origin,
        ),
    forwarded: new Forwarded(key),
  };
}

const naming = z.union([z.looseObject({ courseId: z.string() }), z.looseObject({ lessonId: z.string() })]);

/** Finds the course that a command's input names; undefined when it names none. */
export function createCourseOf(
  courseOfLesson: (lessonId: string) => Promise<string | undefined>,
): (input: unknown) => Promise<string | undefined> {
  return async (input) => {
    const { data } = naming.safeParse(input);
    if (data === undefined) return undefined;
    if ('lessonId' in data && typeof data.lessonId === 'string') return courseOfLesson(data.lessonId);
    return 'courseId' in data && typeof data.courseId === 'string' ? data.courseId : undefined;
  };
}
