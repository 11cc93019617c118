import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { serveParent } from './child.ts';
import { inParallel } from './system.ts';
import type { Session } from './plenum-client.ts';
import { monotonicMs, socketsApi } from './sockets-api.ts';

/** A process of its own for sockets, so that the kernel accounts for them apart from what is measured. */

const OPENED_AT_ONCE = 16;

/** One socket and what it has heard. */
class Listener {
  readonly socket: Socket;
  count = 0;
  times: number[] = [];
  sample: unknown;
  #name = '';
  #keepTimes = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('event', (event: { name?: unknown }) => this.#hear(event));
    socket.on('notice', (notice: { name?: unknown }) => this.#hear(notice));
  }

  listen(name: string, keepTimes: boolean): void {
    this.#name = name;
    this.#keepTimes = keepTimes;
    this.count = 0;
    this.times = [];
  }

  #hear(message: { name?: unknown }): void {
    if (message.name !== this.#name) return;
    this.count += 1;
    this.sample = message;
    if (this.#keepTimes) this.times.push(monotonicMs());
  }
}

const groups = new Map<string, Listener[]>();
const answerShape = z.object({ ok: z.boolean(), error: z.object({ code: z.string() }).optional() });

function listenersOf(group: string): Listener[] {
  const listeners = groups.get(group) ?? [];
  groups.set(group, listeners);
  return listeners;
}

async function open(baseUrl: string, session?: Session): Promise<Listener> {
  const socket = io(baseUrl, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...(session && { auth: { session: session.id }, extraHeaders: { cookie: session.cookie } }),
  });
  const listener = new Listener(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return listener;
}

async function command({ socket }: Listener, name: string, input: unknown): Promise<string> {
  const answer = answerShape.parse(await socket.timeout(30_000).emitWithAck('command', name, input));
  return answer.ok ? 'ok' : (answer.error?.code ?? 'unknown');
}

serveParent(socketsApi, {
  join: async ({ group, baseUrl, sessions, lessonId }) => {
    await inParallel(sessions.length, OPENED_AT_ONCE, async (index) => {
      const session = sessions[index];
      if (!session) return;
      const listener = await open(baseUrl, session);
      const outcome = await command(listener, 'classroom.join', { lessonId });
      if (outcome !== 'ok') throw new Error(`classroom.join: ${outcome}`);
      listenersOf(group).push(listener);
    });
    return {};
  },
  connect: async ({ group, baseUrl, count }) => {
    await inParallel(count, OPENED_AT_ONCE, async () => {
      listenersOf(group).push(await open(baseUrl));
    });
    return {};
  },
  listen: ({ group, name, keepTimes }) => {
    for (const listener of listenersOf(group)) listener.listen(name, keepTimes);
    return {};
  },
  heard: ({ group }) => {
    const listeners = listenersOf(group);
    return {
      count: listeners.reduce((sum, { count }) => sum + count, 0),
      times: listeners.map(({ times }) => times),
      sample: listeners[0]?.sample,
    };
  },
  answer: async ({ group, pollId, withinMs }) => {
    const listeners = listenersOf(group);
    const acksMs: number[] = [];
    const errors: string[] = [];
    await Promise.all(
      listeners.map(async (listener, index) => {
        await sleep((withinMs * index) / listeners.length);
        const since = performance.now();
        const choice = index % 4;
        const outcome = await command(listener, 'poll.answer', {
          pollId,
          answer: { kind: 'single', choice },
        });
        if (outcome === 'ok') acksMs.push(performance.now() - since);
        else errors.push(outcome);
      }),
    );
    return { acksMs, errors };
  },
  close: ({ group }) => {
    for (const { socket } of listenersOf(group)) socket.disconnect();
    groups.delete(group);
    return {};
  },
});
