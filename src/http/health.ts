import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * A loop that stood still for longer than this, in milliseconds, no longer serves a class: every command and every event waited
 * that long. A feature may hold it for 50 ms.
 */
const longestDelayMs = 1_500;
/** How often the loop is looked at, and for how many looks a delay is remembered: 10 s. */
const lookEveryMs = 500;
const looksKept = 20;
/** A part that does not answer within this time, in milliseconds, is not ready. */
const checkWithinMs = 2_000;

/** Notices how late the event loop is. */
export class LoopWatch {
  readonly #delays: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #expected = performance.now() + lookEveryMs;

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#delays.push(Math.max(0, now - this.#expected));
      if (this.#delays.length > looksKept) this.#delays.shift();
      this.#expected = now + lookEveryMs;
    }, lookEveryMs).unref();
  }

  /** The longest delay of the last 10 s, the present one included, in milliseconds. */
  longest(): number {
    return Math.max(0, performance.now() - this.#expected, ...this.#delays);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** Whether each part can do its work; a check that throws or takes too long counts as no. */
export type ReadyChecks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

export interface HealthOptions {
  metrics: Metrics;
  /** The bearer token that /metrics asks for; null: only requests from this machine are answered. */
  metricsToken: string | null;
  checks: ReadyChecks;
  loop: LoopWatch;
}

/** /healthz: restart me if not. /readyz: send me people. /metrics: for Prometheus. */
export function registerHealth(app: FastifyInstance, options: HealthOptions): void {
  const hidden = { hide: true };
  app.get('/healthz', { schema: hidden }, async (_request, reply) => {
    const delayMs = Math.round(options.loop.longest());
    const alive = delayMs <= longestDelayMs;
    return reply
      .code(alive ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ alive, loopDelayMs: delayMs });
  });
  app.get('/readyz', { schema: hidden }, async (_request, reply) => {
    const names = Object.keys(options.checks);
    const results = await Promise.all(names.map((name) => passes(options.checks[name])));
    const checks = Object.fromEntries(names.map((name, index) => [name, results[index] === true]));
    const ready = results.every(Boolean);
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, checks });
  });
  app.get('/metrics', { schema: hidden }, async (request, reply) => {
    if (!mayReadMetrics(request, options.metricsToken))
      return reply.code(403).type('text/plain').send('forbidden\n');
    const text = await options.metrics.registry.metrics();
    return reply.header('cache-control', 'no-store').type(options.metrics.registry.contentType).send(text);
  });
}

async function passes(check: ReadyChecks[string] | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), checkWithinMs);
  });
  try {
    return await Promise.race([Promise.resolve(check?.() ?? false), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  if (token !== null) {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
  // A proxy on this machine that is not trusted would make everybody look local.
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  const direct = request.socket.remoteAddress;
  return isLoopback(request.ip) && (forwarded === undefined || request.ip !== direct);
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}
