import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { routes } from '../src/contract/index.ts';
import type { Bench, BenchContext } from './report.ts';
import { median, quantile, rounded } from './report.ts';
import { PlenumServer } from './support/plenum-server.ts';

/** Everybody of the artificial course, within this time, evenly spread: what a lesson's beginning asks for. */
const TRAINEES = 557;
const WITHIN_MS = 10_000;
const LOOP_DELAY = 'nodejs_eventloop_lag_p99_seconds';
const ROUNDS = 3;

interface Round {
  /** Milliseconds from sending name and number to the session. */
  acks: number[];
  errors: number;
  loopDelayMs: number;
}

const question = z.object({ error: z.object({ code: z.literal('identify_required') }) });

async function post(baseUrl: string, path: string, body: unknown, cookie = ''): Promise<Response> {
  return fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify(body),
  });
}

/** One phone: opens the code, is asked, and answers. Rejects when anything else happens. */
async function identify(baseUrl: string, token: string, number: string): Promise<number> {
  const opened = await post(baseUrl, '/api/sessions', { token });
  question.parse(await opened.json());
  const device = opened.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const since = performance.now();
  const body = { token, name: `示例学员 ${number}`, number };
  const answer = await post(baseUrl, '/api/identify', body, device.join('; '));
  if (!answer.ok) throw new Error(`POST /api/identify: ${answer.status} ${await answer.text()}`);
  routes['POST /api/identify'].output.parse(await answer.json());
  return performance.now() - since;
}

async function round(context: BenchContext, server: PlenumServer, token: string): Promise<Round> {
  await server.metric(LOOP_DELAY);
  const attempts = await Promise.allSettled(
    Array.from({ length: TRAINEES }, async (_, index) => {
      await sleep((WITHIN_MS * index) / TRAINEES);
      return identify(server.baseUrl, token, String(index + 1).padStart(4, '0'));
    }),
  );
  const loopDelayMs = (await server.metric(LOOP_DELAY)) * 1000;
  const acks = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = attempts.find((one) => one.status === 'rejected');
  if (failed) context.progress(`not everybody got in: ${String(failed.reason)}`);
  context.progress(
    `${acks.length} of ${TRAINEES} in, ${quantile(acks, 0.5).toFixed(1)} / ${quantile(acks, 0.99).toFixed(1)} ms ` +
      `(p50 / p99), loop delay p99 ${loopDelayMs.toFixed(1)} ms`,
  );
  return { acks, errors: TRAINEES - acks.length, loopDelayMs };
}

async function run(context: BenchContext): Promise<void> {
  context.progress('starting the server');
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  try {
    const rounds: Round[] = [];
    for (let i = 0; i < (context.quick ? 1 : ROUNDS); i++) {
      // A link of its own for each round: phones of an earlier one would only be known again.
      rounds.push(await round(context, server, await server.traineeEntry()));
    }
    const load = `${TRAINEES} trainees with name and number within ${WITHIN_MS / 1000} s, one address`;
    const common = { bench: 'login', n: rounds.length, load };
    const p99 = median(rounds.map(({ acks }) => quantile(acks, 0.99)));
    const loopDelay = median(rounds.map(({ loopDelayMs }) => loopDelayMs));
    const errors = rounds.reduce((sum, one) => sum + one.errors, 0);
    context.report({ ...common, metric: 'ack_p99_ms', value: rounded(p99), unit: 'ms' });
    context.report({ ...common, metric: 'errors', value: errors, unit: 'trainees' });
    context.report({ ...common, metric: 'loop_delay_p99_ms', value: rounded(loopDelay), unit: 'ms' });
  } finally {
    await server.close();
  }
}

export const login: Bench = {
  summary:
    'a whole course identifies itself within 10 s: how long each waits, and does the server keep breathing',
  run,
};
