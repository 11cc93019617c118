import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Answer } from '../../src/contract/command.ts';
import { participant, sessionHeader, type Participant } from '../../src/contract/identity.ts';

/** A signed-in client without a browser: what it needs for requests and sockets. */
export interface Session {
  readonly url: string;
  readonly participant: Participant;
  readonly cookie: string;
  /** Sends a request in this session's name. `body` is sent as JSON. */
  request(method: string, path: string, body?: unknown): Promise<Response>;
}

/** Opens an invitation link, or its token. */
export function signIn(url: string, linkOrToken: string): Promise<Session> {
  return openSession(url, '/api/sessions', { token: tokenOf(linkOrToken) });
}

/** What the tests' first organiser signs in with. */
export const firstOrganiser = { name: '示例主办方', password: 'a long sample password' };

/** Opens an account link, such as the first organiser's, and makes the account. */
export function signUp(url: string, link: string, credentials = firstOrganiser): Promise<Session> {
  return openSession(url, '/api/accounts', { token: tokenOf(link), ...credentials });
}

/** Sends what opens a session to a public route. `cookie` is what the browser has already, for example of its device. */
export async function openSession(
  url: string,
  path: string,
  body: unknown,
  cookie?: string,
): Promise<Session> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`signing in was refused: ${response.status} ${await response.text()}`);
  const answer = z.object({ participant }).parse(await response.json());
  const set = response.headers.getSetCookie().map((line) => line.slice(0, line.indexOf(';')));
  return createSession(
    url,
    answer.participant,
    [...(cookie === undefined ? [] : [cookie]), ...set].join('; '),
  );
}

function tokenOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}

export function createSession(url: string, who: Participant, cookie: string): Session {
  return {
    url,
    participant: who,
    cookie,
    request: (method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          cookie,
          [sessionHeader]: who.sessionId,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

export interface SocketOptions {
  transports?: ('websocket' | 'polling')[];
  origin?: string;
  cookie?: string;
  auth?: Record<string, unknown>;
  reconnection?: boolean;
}

/** A socket that does not open by itself, so that a test can listen first. */
export function createSocket(url: string, options: SocketOptions = {}): Socket {
  const { cookie, origin, transports = ['websocket'], auth = {}, reconnection = false } = options;
  return io(url, {
    transports,
    auth,
    reconnection,
    autoConnect: false,
    forceNew: true,
    rejectUnauthorized: false,
    extraHeaders: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(origin === undefined ? {} : { origin }),
    },
  });
}

/** Opens a session's socket. Rejects with what `connect_error` says. */
export async function openSocket(session: Session, options: SocketOptions = {}): Promise<Socket> {
  const socket = createSocket(session.url, {
    cookie: session.cookie,
    auth: { session: session.participant.sessionId },
    ...options,
  });
  await connect(socket);
  return socket;
}

export function connect(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  });
}

/** Sends a command and resolves to its answer; rejects after 30 s without one. */
export async function send(socket: Socket, name: unknown, input: unknown): Promise<Answer<unknown>> {
  const answer: unknown = await socket.timeout(30_000).emitWithAck('command', name, input);
  return answerShape.parse(answer);
}

/** The error's code, or `ok`. */
export function codeOf(answer: Answer<unknown>): string {
  return answer.ok ? 'ok' : answer.error.code;
}

const answerShape = z.union([
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    error: z.custom<Extract<Answer<unknown>, { ok: false }>['error']>(
      (value) => typeof value === 'object' && value !== null && 'code' in value && 'message' in value,
    ),
  }),
]);
