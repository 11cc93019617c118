import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { sessionHeader } from '../../src/contract/identity.ts';
import { routes, type RouteName, type RouteOutput } from '../../src/contract/index.ts';

/** Milliseconds after which a phone tries again that got no answer. */
const RETRY_MS = 200;

/** What a request came to. `refused` with the server's code; `unanswered` when there was no server. */
export type Sent<N extends RouteName> =
  { state: 'ok'; data: RouteOutput<N> } | { state: 'refused'; code: string } | { state: 'unanswered' };

/** Refusals after which a page tries again by itself (`isPassing` in client/session/client-error.ts). */
function isPassing(code: string): boolean {
  return ['shutting_down', 'internal'].some((one) => code.includes(`"${one}"`));
}

/** Sends until it is answered, as the page does. Rejects for a refusal that does not pass. */
export async function howeverLong<N extends RouteName>(
  send: () => Promise<Sent<N>>,
): Promise<RouteOutput<N>> {
  for (;;) {
    const sent = await send();
    if (sent.state === 'ok') return sent.data;
    if (sent.state === 'refused' && !isPassing(sent.code)) throw new Error(sent.code);
    await sleep(RETRY_MS);
  }
}

/** As many connections as there are phones, each kept for the next request, as a browser does. */
const agent = new Agent({ keepAlive: true });

interface Reply {
  status: number;
  cookies: readonly string[];
  text: string;
}

/** One request. Node's own client: `fetch` costs the machine more than the server that is measured on it. */
function ask(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body?: string },
): Promise<Reply> {
  const content = body === undefined ? undefined : Buffer.from(body);
  const described = content ? { 'content-type': 'application/json', 'content-length': content.length } : {};
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, agent, headers: { ...headers, ...described } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookies: response.headers['set-cookie'] ?? [],
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.once('error', reject);
    sent.end(content);
  });
}

/** A trainee's phone over the public wire: it identifies itself once, scans codes and signs in. */
export class Phone {
  readonly number: string;
  readonly #baseUrl: string;
  readonly #cookies = new Map<string, string>();
  #sessionId = '';
  #courseId = '';
  #branchId = '';
  #traineeId = '';

  constructor(baseUrl: string, number: string) {
    this.#baseUrl = baseUrl;
    this.number = number;
  }

  get courseId(): string {
    return this.#courseId;
  }

  get traineeId(): string {
    return this.#traineeId;
  }

  /** Where the roster has its owner. */
  get branchId(): string {
    return this.#branchId;
  }

  /** Rejects when the roster does not know it, or anything else happens. */
  async identify(token: string): Promise<void> {
    const body = { token, name: `示例学员 ${this.number}`, number: this.number };
    const { participant } = must(await this.send('POST /api/identify', '/api/identify', body));
    this.#sessionId = participant.sessionId;
    this.#courseId = participant.courseId ?? '';
    this.#branchId = participant.branchId ?? '';
    this.#traineeId = participant.traineeId ?? '';
  }

  /** Resolves to the pass of a valid code. Rejects for any other. */
  async scan(code: string): Promise<string> {
    return must(await this.send('POST /api/sign-in/scan', '/api/sign-in/scan', { code })).pass;
  }

  /** Taps once. Rejects when it is refused. */
  async signIn(pass: string): Promise<void> {
    const state = must(await this.#tap(pass)).state;
    if (state !== 'signedIn') throw new Error(`a sign-in is ${state}`);
  }

  /** Taps until it is acknowledged, as the page does. Resolves to the moment (performance.now) of the acknowledgement. */
  async signInHoweverLong(pass: string): Promise<number> {
    await howeverLong(() => this.#tap(pass));
    return performance.now();
  }

  /** How often its owner is on record for the lesson's own window. */
  async onRecord(lessonId: string): Promise<number> {
    const key = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/own';
    const path = `/api/courses/${this.#courseId}/lessons/${lessonId}/attendance/own`;
    // A database that has just come back may refuse a connection that was begun before.
    const { signIns } = await howeverLong(() => this.send(key, path));
    return signIns.filter(({ windowId }) => windowId === lessonId).length;
  }

  #tap(pass: string): Promise<Sent<'POST /api/courses/:courseId/sign-ins'>> {
    const key = 'POST /api/courses/:courseId/sign-ins';
    return this.send(key, `/api/courses/${this.#courseId}/sign-ins`, { pass });
  }

  /** Sends one request; `path` is the route's own with its parameters filled in. */
  async send<N extends RouteName>(name: N, path: string, body?: unknown): Promise<Sent<N>> {
    let reply: Reply;
    let answer: unknown;
    try {
      reply = await ask(`${this.#baseUrl}${path}`, {
        method: name.slice(0, name.indexOf(' ')),
        headers: {
          cookie: [...this.#cookies].map(([key, value]) => `${key}=${value}`).join('; '),
          ...(this.#sessionId === '' ? {} : { [sessionHeader]: this.#sessionId }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      answer = JSON.parse(reply.text);
    } catch {
      return { state: 'unanswered' };
    }
    for (const line of reply.cookies) {
      const [pair = ''] = line.split(';', 1);
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    if (reply.status >= 300) return { state: 'refused', code: JSON.stringify(answer) };
    const { output }: { output: z.ZodType } = routes[name];
    // The schema of the same route; the compiler cannot follow the name through the table.
    return { state: 'ok', data: output.parse(answer) as RouteOutput<N> };
  }
}

/** What a request was answered with. Throws when it was refused, or not answered. */
export function must<N extends RouteName>(sent: Sent<N>): RouteOutput<N> {
  if (sent.state === 'ok') return sent.data;
  throw new Error(sent.state === 'refused' ? sent.code : 'no answer');
}
