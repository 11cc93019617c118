import type { IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io';
import { z } from 'zod';
import type { WireError } from '../contract/errors.ts';
import type { Participant } from '../contract/identity.ts';
import { id } from '../contract/primitives.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { toWireError } from '../lib/wire-error.ts';

/** Who a session is, given the cookies that came with the request; undefined when it is nobody. */
export type Authenticate = (
  sessionId: string,
  cookieHeader: string | undefined,
) => Promise<Participant | undefined>;

const handshakeAuth = z.object({ session: id });

/** A refused handshake as the client sees it: Socket.IO sends `message` and `data` to `connect_error`. */
export class HandshakeError extends Error {
  readonly data: WireError;

  constructor(data: WireError) {
    super(data.code);
    this.name = 'HandshakeError';
    this.data = data;
  }
}

export interface HandshakeOptions {
  authenticate: Authenticate;
  /** The node that runs a course; undefined when it is this one. Throws `unavailable`. */
  homeOf: (courseId: string | null) => Promise<string | undefined>;
  stopping: boolean;
  log: Logger;
}

/** Who is at the other end of a socket, and where their course runs; undefined: here. */
export interface Newcomer {
  participant: Participant;
  home: string | undefined;
}

/** Receives a new socket. Throws HandshakeError: `not_signed_in`, `shutting_down`, `unavailable`, `internal`. */
export async function shakeHands(socket: Socket, options: HandshakeOptions): Promise<Newcomer> {
  const reference = newId();
  try {
    if (options.stopping) throw new AppError('shutting_down');
    const first = await whoIs(socket, options);
    if (first.courseId === null) return { participant: first, home: undefined };
    const home = await options.homeOf(first.courseId);
    // That may have taken a while, in which the session was ended or changed.
    return { participant: await whoIs(socket, options), home };
  } catch (error) {
    if (!(error instanceof AppError)) options.log.error({ err: error, reference }, 'a handshake failed');
    throw new HandshakeError(toWireError(error, reference));
  }
}

async function whoIs(socket: Socket, { authenticate }: HandshakeOptions): Promise<Participant> {
  const auth = handshakeAuth.safeParse(socket.handshake.auth);
  const participant = auth.success
    ? await authenticate(auth.data.session, socket.handshake.headers.cookie)
    : undefined;
  if (!participant) throw new AppError('not_signed_in');
  return participant;
}

/**
 * Whether a browser's page may open a socket here. Only the own pages and those of the allowed origins: a cookie alone
 * would let any page act for whoever is signed in. Programs send no origin, and bring no cookies of a browser either.
 */
export function isOriginAllowed(request: IncomingMessage, allowed: ReadonlySet<string>): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowed.has(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
