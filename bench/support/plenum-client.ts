import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import {
  commands,
  routes,
  type CommandInput,
  type CommandName,
  type CommandOutput,
} from '../../src/contract/index.ts';
import { sessionHeader } from '../../src/contract/identity.ts';
import type { LocalDtlsParameters } from './peer.ts';
import { receiveCapabilities } from './device.ts';

/** A client of our server through its public doors: HTTP, cookies and the socket. */

/** What an opened link leaves with a browser. */
export const session = z.object({ id: z.string(), cookie: z.string() });
export type Session = z.infer<typeof session>;

const answer = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** Opens a link: its token becomes a session. */
export function openSession(baseUrl: string, token: string): Promise<Session> {
  return enter(baseUrl, '/api/sessions', { token });
}

/** Opens the first organiser's link and makes the account. */
export function createOrganiser(baseUrl: string, token: string): Promise<Session> {
  return enter(baseUrl, '/api/accounts', { token, name: 'bench', password: 'a password for benches' });
}

async function enter(baseUrl: string, path: string, body: unknown): Promise<Session> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  const { participant } = routes['POST /api/sessions'].output.parse(await response.json());
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return { id: participant.sessionId, cookie };
}

/** A request under a session; throws with the server's words when it is refused. */
export async function request(
  baseUrl: string,
  { id, cookie }: Session,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  sent: unknown = {},
): Promise<unknown> {
  const headers: Record<string, string> = { cookie, [sessionHeader]: id };
  if (method !== 'GET') headers['content-type'] = 'application/json';
  const body = method !== 'GET' ? { body: JSON.stringify(sent) } : {};
  const response = await fetch(`${baseUrl}${path}`, { method, headers, ...body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** One socket of one session. */
export class ClassClient {
  /** Resolves when the line is gone. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('disconnect', () => resolve()));
  }

  /** Rejects when the server refuses the handshake or cannot be reached. */
  static async open(baseUrl: string, { id, cookie }: Session): Promise<ClassClient> {
    const socket = io(baseUrl, {
      transports: ['websocket'],
      auth: { session: id },
      extraHeaders: { cookie },
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new ClassClient(socket);
  }

  /** Rejects with the server's error code, or when there is no answer within 30 s. */
  async command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    const received: unknown = await this.#socket.timeout(30_000).emitWithAck('command', name, input);
    const parsed = answer.parse(received);
    if (!parsed.ok) throw new Error(`${name}: ${parsed.error.code}: ${parsed.error.message}`);
    // The schema of the same command; the compiler cannot follow the name through the table.
    return commands[name].output.parse(parsed.data) as CommandOutput<N>;
  }

  /** Calls the listener for each notice of this name; returns the function that ends it. */
  onNotice(name: string, listener: () => void): () => void {
    const hear = (notice: { name?: unknown }): void => {
      if (notice.name === name) listener();
    };
    this.#socket.on('notice', hear);
    return () => this.#socket.off('notice', hear);
  }

  /** Calls the listener for each numbered event of this name. */
  onEvent(name: string, listener: () => void): void {
    this.#socket.on('event', (event: { name?: unknown }) => {
      if (event.name === name) listener();
    });
  }

  /** Enters the classroom and opens the receiving transport, as a page does that shows the lesson. */
  async receive() {
    await this.command('classroom.join', { withMedia: true });
    return this.command('media.receive', { rtpCapabilities: receiveCapabilities });
  }

  async connectTransport(transportId: string, dtlsParameters: LocalDtlsParameters): Promise<void> {
    await this.command('media.connect', { transportId, dtlsParameters });
  }

  close(): void {
    this.#socket.disconnect();
  }
}
