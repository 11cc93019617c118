import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawSocket } from '../../../bench/support/raw-socket.ts';
import { openHarness, type Harness } from './harness.ts';

let dir: string;
let harness: Harness;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plenum-guard-'));
  harness = await openHarness(dir);
});
afterEach(async () => {
  await harness.http.close();
  await rm(dir, { recursive: true, force: true });
});

const cuts = async (reason: string): Promise<number> => {
  const text = await harness.metrics.registry.metrics();
  return Number(
    new RegExp(`^plenum_connections_cut_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0,
  );
};
const forged = 'GET /api/things/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Plenum-Session: nobody\r\n\r\n';

describe('a connection', () => {
  it('over which nobody asks again and again is cut off', async () => {
    const socket = new RawSocket(harness.url);
    for (let index = 0; index < 300; index += 1) socket.tcp.write(forged);
    await socket.closed;
    expect(await cuts('requests')).toBe(1);
    expect((await harness.session.request('GET', '/api/things/1')).status).toBe(200);
  });

  it('whose headers never end is closed after ten seconds', async () => {
    const [silent, slow] = [new RawSocket(harness.url), new RawSocket(harness.url)];
    slow.tcp.write('GET / HTTP/1.1\r\nX-Slow: ');
    const since = performance.now();
    await Promise.all([silent.closed, slow.closed]);
    expect(performance.now() - since).toBeLessThan(30_000);
  });
});
