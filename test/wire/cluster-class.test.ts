import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { numbers, over, sit } from '../support/cluster-member.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { until } from '../support/media.ts';
import type { Member } from '../support/member.ts';

// One class over three nodes, through their real doors: whoever sits where cannot tell.

/** Milliseconds within which a course has an owner again whose node was killed. */
const failoverMs = 5_000;

let cluster: TestCluster;
let demo: Demo;
/** The lecturer, a screen and a liaison on each node; the first node runs the course, because it was asked first. */
let lecturer: Member;
let screens: Member[];
let trainee: Member;
const layouts = ['grid', 'auto'] as const;

beforeAll(async () => {
  cluster = await startCluster(3);
  demo = await makeDemo({ url: cluster.node(0).url, organiserLink: cluster.organiserLink });
  lecturer = await sit(cluster.node(1), demo, 'lecturer');
  screens = await Promise.all([0, 1, 2].map((index) => sit(cluster.node(index), demo, 'screen', index)));
  trainee = await sit(cluster.node(2), demo, 'trainee');
  await lecturer.ask('classroom.start', {});
});
afterAll(() => cluster.close());

const everybody = (): Member[] => [lecturer, ...screens, trainee];

/** Has the lecturer do so many things that everybody hears of. */
async function arrange(times: number, from = lecturer): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await from.ask('stage.arrange', { layout: layouts[index % 2] ?? 'auto' });
  }
}

/** Sits down again as a page does whose line was cut, and tries until it is let in. */
async function comeBack(one: Member): Promise<void> {
  await until(`${one.session.participant.role} is back`, () =>
    one.join().then(
      () => true,
      () => false,
    ),
  );
}

describe('a class over three nodes', () => {
  it('is one classroom: who sits on one node is seen on all', async () => {
    expect(new Set(everybody().map(({ joined }) => joined.epoch)).size).toBe(1);
    await lecturer.sees('all three screens', (one) =>
      screens.every(({ id }) => one.stateOf(id) === 'online'),
    );
  });

  it('tells everybody every event, once and in order', async () => {
    const before = Math.max(...everybody().map(({ events }) => events.at(-1)?.seq ?? 0));
    await arrange(20);
    const last = lecturer.events.at(-1)?.seq ?? 0;
    expect(last).toBeGreaterThanOrEqual(before + 19);
    for (const one of everybody()) {
      await one.sees('the last of them', ({ events }) => (events.at(-1)?.seq ?? 0) >= last);
      const heard = numbers(one, before);
      expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
      expect(heard).toEqual(numbers(lecturer, before));
    }
  });

  it('takes commands from any node', async () => {
    for (const screen of screens) {
      const { hand } = await screen.ask('hand.raise', {});
      await lecturer.sees(
        'the hand',
        (one) => one.newest('hand.changed')?.hands.some(({ handId }) => handId === hand.handId) === true,
      );
      await screen.ask('hand.lower', {});
    }
    expect(await screens[2]?.attempt('stage.arrange', { layout: 'grid' })).toBe('forbidden');
  });

  it('answers requests of the course on any node', async () => {
    for (const node of cluster.nodes) {
      const organiser = over(node, demo.organiser);
      const post = { clientId: randomUUID(), text: '示例公告', branchIds: null, stays: false };
      const sent = await organiser.request('POST', `/api/courses/${demo.courseId}/announcements`, post);
      expect(sent.status).toBe(200);
      const listed = await organiser.request('GET', `/api/courses/${demo.courseId}/scores/summary`);
      expect(listed.status).toBe(200);
    }
    for (const screen of screens) {
      await screen.sees(
        'three announcements',
        ({ heard }) => heard.filter(({ name }) => name === 'announcement.sent').length >= 3,
      );
    }
  });

  it('has an organiser of the server look on from any node', async () => {
    const one = await sit(cluster.node(2), demo, 'organiser');
    expect(one.joined.epoch).toBe(lecturer.joined.epoch);
    one.leave();
  });

  it('moves a place from one node to another when its link is opened twice', async () => {
    const again = await sit(cluster.node(0), demo, 'screen', 2);
    const [, , third] = screens;
    await until('the first is told', () => third?.socket.connected === false);
    expect(third?.heard.map(({ name }) => name)).toContain('session.replaced');
    screens[2] = again;
  });

  it('signs somebody out on every node', async () => {
    const { session } = await sit(cluster.node(1), demo, 'port');
    const there = await over(cluster.node(2), session).request(
      'GET',
      `/api/sessions/${session.participant.sessionId}`,
    );
    expect(there.status).toBe(200);
    const ended = await over(cluster.node(0), session).request(
      'DELETE',
      `/api/sessions/${session.participant.sessionId}`,
    );
    expect(ended.status).toBe(200);
    await until('the other node knows', async () => {
      const path = `/api/sessions/${session.participant.sessionId}`;
      return (await over(cluster.node(2), session).request('GET', path)).status === 401;
    });
  });
});

describe('a node that ends', () => {
  it('gives its people away without their lesson noticing', async () => {
    const extra = await cluster.add();
    const leaving = await sit(extra, demo, 'screen', 3);
    await arrange(1);
    const stopped = extra.stop();
    await until('its socket is closed', () => !leaving.socket.connected);
    const moved = await sit(cluster.node(1), demo, 'screen', 3);
    expect(moved.joined.epoch).toBe(lecturer.joined.epoch);
    expect(await stopped).toBe(0);
    await arrange(2);
    const last = lecturer.events.at(-1)?.seq ?? 0;
    await moved.sees('what goes on', ({ events }) => events.at(-1)?.seq === last);
    moved.leave();
  });

  it('killed while it runs the course: another one takes over, and nothing that was acknowledged is lost', async () => {
    // What the organiser announces over another node, one after the other, until long after the kill.
    const organiser = over(cluster.node(1), demo.organiser);
    const acknowledged: string[] = [];
    const stop = new AbortController();
    const announced = (async () => {
      for (let number = 0; !stop.signal.aborted; number += 1) {
        const text = `示例公告 ${number}`;
        const post = { clientId: randomUUID(), text, branchIds: null, stays: false };
        const path = `/api/courses/${demo.courseId}/announcements`;
        const answer = await organiser.request('POST', path, post).catch(() => undefined);
        if (answer?.ok === true) acknowledged.push(text);
        else await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    await until('some are announced', () => acknowledged.length >= 3);
    const killedAt = performance.now();
    await cluster.node(0).kill();
    const left = [lecturer, trainee, ...screens.filter(({ session }) => session.url !== cluster.node(0).url)];
    for (const one of left) await until('it comes back', () => !one.socket.connected);
    await Promise.all(left.map((one) => comeBack(one)));
    const movedMs = performance.now() - killedAt;
    await until('announcing goes on', async () => {
      const before = acknowledged.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return acknowledged.length > before;
    });
    stop.abort();
    await announced;
    expect(movedMs).toBeLessThan(failoverMs);
    expect(lecturer.joined.snapshot?.phase).toBe('live');
    const listed = await organiser.request('GET', `/api/courses/${demo.courseId}/announcements`);
    const { announcements } = z
      .object({ announcements: z.array(z.object({ text: z.string() })) })
      .parse(await listed.json());
    const kept = announcements.map(({ text }) => text);
    expect(acknowledged.filter((text) => !kept.includes(text))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.filter((text) => text !== '示例公告').length + 1);
    const before = lecturer.joined.seq;
    await arrange(4);
    const last = lecturer.events.at(-1)?.seq ?? 0;
    for (const one of left) {
      await one.sees('what goes on', ({ events }) => events.at(-1)?.seq === last);
      expect(numbers(one, before)).toEqual(numbers(lecturer, before));
    }
    const answer = await over(cluster.node(2), demo.organiser).request(
      'GET',
      `/api/courses/${demo.courseId}`,
    );
    expect(z.object({ course: z.object({ id: z.string() }) }).parse(await answer.json()).course.id).toBe(
      demo.courseId,
    );
  });
});
