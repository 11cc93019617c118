import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/port.ts';
import { AppError } from '../../src/lib/errors.ts';

/** What the suite needs of the implementation that it runs on. */
export interface ClusterUnderTest {
  /** The nodes of one new cluster, all ready. */
  open(): Promise<Cluster[]>;
}

/** Members, ownership and calls: what holds on one node and on many. */
export function clusterSuite(name: string, under: ClusterUnderTest): void {
  describe(`cluster: ${name}`, () => {
    let nodes: Cluster[] = [];
    const first = (): Cluster => {
      const [node] = nodes;
      if (!node) throw new Error('no node was opened');
      return node;
    };
    /** Another node than the first where there is one. */
    const last = (): Cluster => nodes.at(-1) ?? first();
    const ids = (): string[] => nodes.map(({ members }) => members.self);

    beforeEach(async () => {
      nodes = await under.open();
    });
    afterEach(async () => {
      await Promise.all(nodes.map((node) => node.close()));
    });

    it('lists every node, with what it announces', async () => {
      last().members.announce({ draining: true, load: 0.5 });
      for (const { members } of nodes) {
        await expect
          .poll(() => members.list().map(({ id, draining, load }) => ({ id, draining, load })))
          .toEqual(
            expect.arrayContaining(
              ids().map((id) => {
                const isLast = id === last().members.self;
                return { id, draining: isLast, load: isLast ? 0.5 : 0 };
              }),
            ),
          );
        expect(members.list()).toHaveLength(nodes.length);
      }
    });

    it('gives a course to the first that asks, and tells its listeners before anybody', async () => {
      const told: string[] = [];
      let answered = false;
      for (const { ownership, members } of nodes) {
        ownership.onTaken(async (courseId) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          told.push(`${courseId} ${members.self} ${String(answered)}`);
        });
      }
      const { ownership, members } = last();
      const [owner] = await Promise.all([ownership.ownerOf('course-a'), ownership.ownerOf('course-a')]);
      answered = true;
      expect(owner).toBe(members.self);
      expect(told).toEqual([`course-a ${members.self} false`]);
      for (const node of nodes) expect(await node.ownership.ownerOf('course-a')).toBe(members.self);
      expect(nodes.filter((node) => node.ownership.owns('course-a'))).toEqual([last()]);
      expect(ownership.owned()).toEqual(['course-a']);
      expect(told).toHaveLength(1);
    });

    it('gives a course to one node when all ask at once', async () => {
      const owners = await Promise.all(nodes.map(({ ownership }) => ownership.ownerOf('course-b')));
      expect(new Set(owners).size).toBe(1);
      expect(
        nodes.filter(({ ownership }) => ownership.owns('course-b')).map(({ members }) => members.self),
      ).toEqual([owners[0]]);
    });

    it('says that a course is unavailable when a listener fails, and tries again', async () => {
      let failing = true;
      first().ownership.onTaken(async () => {
        if (failing) throw new Error('on purpose');
      });
      await expect(first().ownership.ownerOf('course-c')).rejects.toMatchObject({ code: 'unavailable' });
      expect(first().ownership.owns('course-c')).toBe(false);
      failing = false;
      expect(await first().ownership.ownerOf('course-c')).toBe(first().members.self);
    });

    it('carries a question and its answer, with bytes both ways', async () => {
      last().calls.handle('test.double', async ({ data, bytes }, from) => ({
        data: { data, from },
        bytes: bytes && Uint8Array.from([...bytes, ...bytes]),
      }));
      const answer = await first().calls.call(last().members.self, 'test.double', {
        data: { text: '分课堂' },
        bytes: Uint8Array.from([0, 255]),
      });
      expect(answer).toEqual({
        data: { data: { text: '分课堂' }, from: first().members.self },
        bytes: Uint8Array.from([0, 255, 0, 255]),
      });
    });

    it('carries an answer without data', async () => {
      last().calls.handle('test.nothing', async (parcel) => parcel);
      expect(await first().calls.call(last().members.self, 'test.nothing', { data: undefined })).toEqual({
        data: undefined,
      });
    });

    it('rejects with the error of the other side, without the text of others', async () => {
      last().calls.handle('test.refuse', async () => {
        throw new AppError('stage_full', { most: 4 });
      });
      last().calls.handle('test.throw', async () => {
        throw new Error('a secret inside');
      });
      const to = last().members.self;
      const call = (asked: string) => first().calls.call(to, asked, { data: null });
      await expect(call('test.refuse')).rejects.toMatchObject({ code: 'stage_full', details: { most: 4 } });
      await expect(call('test.throw')).rejects.toMatchObject({ code: 'internal', details: undefined });
      await expect(call('test.unknown')).rejects.toMatchObject({ code: 'internal' });
      expect(() => last().calls.handle('test.throw', async (parcel) => parcel)).toThrow('already');
    });

    it('is refused at once by a node that is not there', async () => {
      const asked = performance.now();
      await expect(first().calls.call('nobody', 'test.any', { data: null })).rejects.toMatchObject({
        code: 'unavailable',
      });
      expect(performance.now() - asked).toBeLessThan(2_000);
    });

    it('keeps the order of calls, events and answers between two nodes', async () => {
      const here: unknown[] = [];
      const there: unknown[] = [];
      first().bus.subscribe('news', (message) => here.push(message));
      last().bus.subscribe('asked', (message) => there.push(message));
      last().calls.handle('test.order', async ({ data }) => {
        there.push(data);
        last().bus.publish('news', `before ${String(data)}`);
        return { data: `answer ${String(data)}` };
      });
      const answers = Array.from({ length: 50 }, (_, index) => {
        first().bus.publish('asked', `event ${index}`);
        return first()
          .calls.call(last().members.self, 'test.order', { data: `call ${index}` })
          .then(({ data }) => here.push(data));
      });
      await Promise.all(answers);
      expect(there).toEqual(
        Array.from({ length: 50 }, (_, index) => [`event ${index}`, `call ${index}`]).flat(),
      );
      // An answer never overtakes what was published before it.
      for (let index = 0; index < 50; index += 1) {
        const news = here.indexOf(`before call ${index}`);
        expect(news).toBeGreaterThanOrEqual(0);
        expect(news).toBeLessThan(here.indexOf(`answer call ${index}`));
      }
    });

    it('refuses everything once it is closed, and closes twice', async () => {
      const node = first();
      node.calls.handle('test.never', () => new Promise(() => undefined));
      const asked = node.calls.call(node.members.self, 'test.never', { data: null });
      const refused = expect(asked).rejects.toMatchObject({ code: 'unavailable' });
      await node.ownership.ownerOf('course-d');
      await Promise.all([node.close(), node.close()]);
      await refused;
      await expect(node.ownership.ownerOf('course-d')).rejects.toMatchObject({ code: 'unavailable' });
      await expect(node.calls.call(node.members.self, 'test.never', { data: null })).rejects.toMatchObject({
        code: 'unavailable',
      });
      expect(node.ownership.owns('course-d')).toBe(false);
    });
  });
}
