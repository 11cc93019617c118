import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Member } from '../../bench/faults/support/member.ts';
import { createIdentity, type DtlsIdentity } from '../../bench/support/identity.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { openDoor, type Door } from '../support/door.ts';
import { until } from '../support/media.ts';
import { signIn } from '../support/wire.ts';

// A node is told to stop (SIGTERM) while pictures of a class go over it. Lines, seats and the decision when media are opened anew
// are the page's own code, packets travel for real, and a door without memory stands in front of the nodes.

/** Milliseconds for which nobody's picture may stand still. */
const longestGapMs = 2_000;

let cluster: TestCluster;
let door: Door;
let demo: Demo;
let identity: DtlsIdentity;
let lessonId: string;
const members: Member[] = [];
/** Nodes that were not told to stop. */
let left: { url: string }[];

beforeAll(async () => {
  identity = await createIdentity();
  cluster = await startCluster(1, { PLENUM_MEDIA_MAX_VIEWERS_PER_WORKER: '10' });
  left = [cluster.node(0)];
  door = await openDoor(() => left);
  demo = await makeDemo({ url: cluster.node(0).url, organiserLink: cluster.organiserLink });
  const answer = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  const { lessons } = z.object({ lessons: z.array(z.object({ id: z.string() })) }).parse(await answer.json());
  lessonId = lessons[0]?.id ?? '';
});
afterAll(async () => {
  await Promise.allSettled(members.map((member) => member.leave()));
  door.close();
  await cluster.close();
});

async function enter(kind: 'lecturer' | 'room', number = 0): Promise<Member> {
  const path = demo.paths(kind === 'lecturer' ? 'lecturer' : 'screen')[number] ?? '';
  const { participant, cookie } = await signIn(door.url, path);
  const session = { id: participant.sessionId, cookie };
  const member = new Member({ baseUrl: door.url, session, lessonId, kind, identity, line: undefined });
  members.push(member);
  await member.enter(20_000);
  return member;
}

const rooms = () => members.slice(1);
const gaps = () => rooms().map(({ seen }) => Math.max(0, ...seen.freezes.map(({ from, to }) => to - from)));

/** Tells a node to stop and waits until everybody has the picture over another port. */
async function drain(index: number, hit: readonly Member[]): Promise<void> {
  const ports = hit.map(({ seen }) => seen.port);
  for (const member of members) member.watch();
  const stopping = cluster.node(index);
  // As a balancer does that asks /readyz.
  const stopped = stopping.stop();
  expect(await stopped).toBe(0);
  for (const [at, member] of hit.entries()) {
    await until('its media are elsewhere', () => member.seen.port !== null && member.seen.port !== ports[at]);
  }
  for (const member of members) await until('it is in the lesson', () => member.seen.inLesson);
  const now = rooms().map(({ seen }) => seen.pictureAt);
  await until('the picture goes on', () => rooms().every(({ seen }, at) => seen.pictureAt > (now[at] ?? 0)));
}

describe('a node that is told to stop', () => {
  it('gives the course, the lecturer and all viewers away, and no picture stands still for long', async () => {
    const lecturer = await enter('lecturer');
    await lecturer.connection.command('classroom.start', {});
    await until('the lecturer sends', () => lecturer.seen.port !== null);
    for (let number = 0; number < 4; number += 1) await enter('room', number);
    for (const room of rooms()) await until('the picture is there', () => room.seen.pictureAt > 0);
    left.push(await cluster.add());
    await drain(0, members);
    expect(Math.max(...gaps())).toBeLessThan(longestGapMs);
  });

  it('gives viewers away whose course another node runs', async () => {
    const [, owner] = cluster.nodes;
    left = [owner ?? { url: '' }, await cluster.add()];
    const ownPort = members[0]?.seen.port;
    const moved: Member[] = [];
    await until('two rooms are on the other node', async () => {
      const room = await enter('room', members.length);
      await until('its picture is there', () => room.seen.pictureAt > 0);
      if (room.seen.port !== ownPort) moved.push(room);
      return moved.length === 2;
    });
    left = [owner ?? { url: '' }];
    await drain(2, moved);
    expect(Math.max(...gaps())).toBeLessThan(longestGapMs);
  });
});
