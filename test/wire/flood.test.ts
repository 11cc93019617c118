import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { attackApi, crowds, floods } from '../../bench/support/attack-api.ts';
import { Bystander } from '../../bench/support/bystander.ts';
import { Helper } from '../../bench/support/child.ts';
import { helperPath } from '../../bench/support/load.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { routes } from '../../src/contract/index.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openSocket, send, signIn } from '../support/wire.ts';

// Those who mean harm, over the real wire: each is cut off, and a lesson goes on beside it. `npm run bench -- flood` has figures.

let server: TestServer;
let demo: Demo;
let lessonId: string;
let attacker: Helper<typeof attackApi>;
let bystander: Bystander;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  const read = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  lessonId = at(routes['GET /api/courses/:courseId'].output.parse(await read.json()).lessons, 0).id;
  attacker = new Helper(attackApi, helperPath('./attack-main.ts'));
  const lecturer = await demo.signIn('lecturer');
  bystander = await Bystander.join(server.url, identity(lecturer), lessonId);
});
afterAll(async () => {
  await bystander.close();
  await attacker.close();
  await server.close();
});

function identity({ participant, cookie }: { participant: { sessionId: string }; cookie: string }) {
  return { id: participant.sessionId, cookie };
}

/** What a busy machine keeps each process waiting is not the server's, and everybody in these figures waits several times. */
function expectCalm(): void {
  const { p99, machineP99 } = bystander.figures();
  expect(p99).toBeLessThan(250 + 4 * machineP99);
}

let nth = 0;
async function target() {
  const session = identity(await signIn(server.url, at(demo.paths('screen'), (nth += 1))));
  return { baseUrl: server.url, session, lessonId };
}

/** The server's memory in bytes. */
async function residentBytes(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}

describe('who floods', () => {
  let slowest = 0;
  it.each(floods)('with "%s" is cut off', async (how) => {
    const { sent, cutAfterMs } = await attacker.call('flood', { ...(await target()), how });
    expect(sent).toBeGreaterThan(0);
    expect(cutAfterMs).not.toBeNull();
    slowest = Math.max(slowest, cutAfterMs ?? 0);
  });

  it('is so within a second, and others hardly notice', () => {
    const { p99, machineP99 } = bystander.figures();
    expect(slowest).toBeLessThan(1_000 + 10 * machineP99);
    expect(p99).toBeLessThan(250 + 4 * machineP99);
  });
});

describe('thousands of connections', () => {
  it.each(crowds)('that are "%s" leave room for others', async (how) => {
    const before = await residentBytes();
    const input = { ...(await target()), how, count: 2_500, holdMs: 500 };
    const crowd = attacker.call('crowd', input);
    // Whoever comes while they stand there is let in.
    const newcomer = await openSocket(await demo.signIn('port'));
    const answer = await send(newcomer, 'classroom.join', { lessonId });
    expect(answer.ok).toBe(true);
    newcomer.disconnect();
    const { standing } = await crowd;
    if (how === 'nameless') expect(standing).toBeLessThanOrEqual(2_000);
    expect((await residentBytes()) - before).toBeLessThan(150_000_000);
  });

  it('are hardly noticed by others', () => expectCalm());
});

it('handshakes that are forged, foreign or from elsewhere are refused', async () => {
  const { refused } = await attacker.call('forged', await target());
  expect(refused).toEqual({
    forged: 'not_signed_in',
    'without its cookie': 'not_signed_in',
    "another's cookie": 'not_signed_in',
    'foreign origin': '400',
    'no origin': 'ok',
  });
});

it('garbage at the media ports disturbs no worker', async () => {
  const socket = await openSocket(await demo.signIn('screen'));
  const joined = await send(socket, 'classroom.join', { lessonId, withMedia: true });
  const { media } = z
    .object({ media: z.object({ routerRtpCapabilities: z.unknown() }) })
    .parse(joined.ok ? joined.data : joined.error);
  const receive = () => send(socket, 'media.receive', { rtpCapabilities: media.routerRtpCapabilities });
  const opened = await receive();
  const { transport } = z
    .object({
      transport: z.object({
        iceCandidates: z.array(z.object({ ip: z.string(), port: z.number(), protocol: z.string() })),
      }),
    })
    .parse(opened.ok ? opened.data : opened.error);
  const { ip, port } = at(
    transport.iceCandidates.filter(({ protocol }) => protocol === 'udp'),
    0,
  );
  await attacker.call('garbage', { address: ip, port, perSecond: 10_000, seconds: 1 });
  expect((await receive()).ok).toBe(true);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).not.toMatch(/^plenum_media_worker_restarts\{[^}]*\} [1-9]/m);
  expectCalm();
  socket.disconnect();
});

it('the server says nothing of failures, and still serves', async () => {
  expect(server.output()).not.toMatch(/"level":(?:50|60)/);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});
