import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { numbers, over, sit } from '../support/cluster-member.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { until } from '../support/media.ts';
import type { Member } from '../support/member.ts';

// Redis goes and comes back while a class is on, through two real nodes.

/** Milliseconds within which all nodes agree again once Redis is back. */
const agreeMs = 5_000;
/** Milliseconds for which Redis is away: longer than a lease, so that nodes are silent to each other for long enough. */
const awayMs = 4_000;

let cluster: TestCluster;
let demo: Demo;
/** On the node that runs the course. */
let lecturer: Member;
let near: Member;
/** On the other one. */
let far: Member;

beforeAll(async () => {
  cluster = await startCluster(2);
  demo = await makeDemo({ url: cluster.node(0).url, organiserLink: cluster.organiserLink });
  lecturer = await sit(cluster.node(0), demo, 'lecturer');
  near = await sit(cluster.node(0), demo, 'screen', 0);
  far = await sit(cluster.node(1), demo, 'screen', 1);
  await lecturer.ask('classroom.start', {});
  await far.sees('the start', ({ events }) => events.some(({ name }) => name === 'lesson.started'));
});
afterAll(() => cluster.close());

it.each(['kept', 'empty'] as const)(
  'the class goes on without Redis, and all agree again when it is back with its data %s',
  async (data) => {
    const before = lecturer.events.at(-1)?.seq ?? lecturer.joined.seq;
    await cluster.redis.kill();
    // What needs no other node goes on; what needs one says so, and does not hang.
    await lecturer.ask('stage.arrange', { layout: data === 'kept' ? 'grid' : 'side' });
    await near.sees('the layout', ({ stage }) => stage.layout === lecturer.stage.layout);
    expect(await far.attempt('hand.raise', {})).toBe('unavailable');
    const read = await over(cluster.node(0), demo.organiser).request('GET', `/api/courses/${demo.courseId}`);
    expect(read.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    expect(far.socket.connected).toBe(true);

    await cluster.redis.start(data);
    const backAt = performance.now();
    await until('whoever missed something comes back', () => !far.socket.connected);
    await until('it is let in', () =>
      far.join().then(
        () => true,
        () => false,
      ),
    );
    expect(far.joined.epoch).toBe(lecturer.joined.epoch);
    expect(performance.now() - backAt).toBeLessThan(agreeMs);
    await lecturer.ask('stage.arrange', { layout: 'auto' });
    const last = lecturer.events.at(-1)?.seq ?? 0;
    for (const one of [near, far])
      await one.sees('what goes on', ({ events }) => events.at(-1)?.seq === last);
    expect(numbers(near, before)).toEqual(numbers(lecturer, before));
    const { hand } = await far.ask('hand.raise', {});
    await lecturer.sees(
      'the hand',
      (one) => one.newest('hand.changed')?.hands.some(({ handId }) => handId === hand.handId) === true,
    );
    await far.ask('hand.lower', {});
  },
);
