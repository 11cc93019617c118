import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoopWatch } from '../../../src/http/health.ts';
import { Metrics } from '../../../src/http/metrics.ts';
import type { HttpOptions } from '../../../src/http/server.ts';
import { temporaryDirectory } from '../../support/postgres.ts';
import { openHarness, type Harness } from './harness.ts';

let dir: string;
let harness: Harness | undefined;
beforeEach(async () => {
  dir = await temporaryDirectory();
});
afterEach(async () => {
  await harness?.http.close();
  harness = undefined;
  await rm(dir, { recursive: true, force: true });
});

async function ask(
  path: string,
  extra: Partial<HttpOptions> = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  harness ??= await openHarness(dir, extra);
  const response = await fetch(`${harness.url}${path}`, { headers });
  return { status: response.status, text: await response.text() };
}

describe('/healthz', () => {
  it('is green while the loop turns', async () => {
    const { status, text } = await ask('/healthz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ alive: true, loopDelayMs: expect.any(Number) as unknown });
  });
});

describe('the watch over the event loop', () => {
  it('notices that it stood still', async () => {
    const watch = new LoopWatch();
    const until = performance.now() + 900;
    while (performance.now() < until);
    expect(watch.longest()).toBeGreaterThan(300);
    await sleep(10);
    expect(watch.longest()).toBeGreaterThan(300);
    watch.close();
  });
});

describe('/readyz', () => {
  it('is green when each part is', async () => {
    const { status, text } = await ask('/readyz', {
      checks: { records: () => true, media: async () => true },
    });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ ready: true, checks: { records: true, media: true } });
  });

  it.each<[string, () => boolean | Promise<boolean>]>([
    ['says no', () => false],
    ['throws', () => Promise.reject(new Error('on purpose'))],
    ['never answers', () => new Promise<boolean>(() => undefined)],
  ])('is red when one part %s', async (_what, media) => {
    const { status, text } = await ask('/readyz', { checks: { records: () => true, media } });
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({ ready: false, checks: { records: true, media: false } });
  });
});

describe('/metrics', () => {
  it('publishes process, HTTP, sockets, commands and media', async () => {
    const metrics = new Metrics();
    metrics.start(() => [
      {
        index: 1,
        alive: true,
        transports: 3,
        consumers: 7,
        restarts: 2,
        userMs: 1500,
        systemMs: 500,
        maxResidentBytes: 9,
      },
    ]);
    metrics.socketOpened('screen');
    metrics.socketOpened('screen');
    metrics.socketClosed('screen', 'transport close');
    metrics.command('classroom.join', 'ok', 0.004);
    metrics.handshakeRefused('not_signed_in');
    await ask('/healthz', { metrics });
    const { status, text } = await ask('/metrics');
    expect(status).toBe(200);
    for (const line of [
      'plenum_sockets{role="screen"} 1',
      'plenum_socket_closes_total{role="screen",reason="transport close"} 1',
      'plenum_commands_total{command="classroom.join",outcome="ok"} 1',
      'plenum_command_duration_seconds_bucket{le="0.005",command="classroom.join"} 1',
      'plenum_handshakes_refused_total{code="not_signed_in"} 1',
      'plenum_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1',
      'plenum_media_workers 1',
      'plenum_media_worker_up{worker="1"} 1',
      'plenum_media_transports{worker="1"} 3',
      'plenum_media_consumers{worker="1"} 7',
      'plenum_media_worker_cpu_seconds{worker="1"} 2',
      'plenum_media_worker_restarts{worker="1"} 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('refuses who comes through an untrusted proxy on this machine', async () => {
    expect((await ask('/metrics', {}, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(403);
  });

  it('refuses who comes from elsewhere through a trusted one', async () => {
    expect((await ask('/metrics', { trustProxy: true }, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(
      403,
    );
  });

  it('asks for the token when there is one', async () => {
    const options = { metricsToken: 'a-token-of-16-chars' };
    expect((await ask('/metrics', options)).status).toBe(403);
    expect((await ask('/metrics', options, { authorization: 'Bearer a-token-of-16-chary' })).status).toBe(
      403,
    );
    expect((await ask('/metrics', options, { authorization: 'Bearer a-token-of-16-chars' })).status).toBe(
      200,
    );
  });
});
