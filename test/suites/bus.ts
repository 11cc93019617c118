import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus } from '../../src/cluster/port.ts';

/** What the suite needs of the implementation that it runs on. */
export interface BusUnderTest {
  /** One bus for each node of a cluster, connected with each other, all ready. A single node's bus gives one. */
  open(): Promise<Bus[]>;
}

/** Resolves when everything that was published before has arrived everywhere: a message from every node to every node comes last. */
async function settled(nodes: readonly Bus[]): Promise<void> {
  await Promise.all(
    nodes.map(
      (node, index) =>
        new Promise<void>((resolve) => {
          const topic = `settled.${index}`;
          let missing = nodes.length;
          const unsubscribe = node.subscribe(topic, () => {
            missing -= 1;
            if (missing > 0) return;
            unsubscribe();
            resolve();
          });
          for (const sender of nodes) sender.publish(topic, null);
        }),
    ),
  );
}

export function busSuite(name: string, under: BusUnderTest): void {
  describe(`bus: ${name}`, () => {
    let nodes: Bus[] = [];
    const first = (): Bus => {
      const [node] = nodes;
      if (!node) throw new Error('no node was opened');
      return node;
    };

    beforeEach(async () => {
      nodes = await under.open();
    });
    afterEach(async () => {
      await Promise.all(nodes.map((node) => node.close()));
    });

    it('carries a message to every node, the sender included', async () => {
      const received: unknown[] = [];
      nodes.forEach((node, index) => node.subscribe('topic', (message) => received.push({ index, message })));
      first().publish('topic', { text: '分课堂', list: [1, null, true] });
      await settled(nodes);
      const message = { text: '分课堂', list: [1, null, true] };
      expect(received).toHaveLength(nodes.length);
      expect(received).toEqual(expect.arrayContaining(nodes.map((_, index) => ({ index, message }))));
    });

    it('keeps the order of one publisher, over topics', async () => {
      const received: unknown[] = [];
      for (const topic of ['a', 'b']) first().subscribe(topic, (message) => received.push(message));
      const sent = Array.from({ length: 200 }, (_, index) => index);
      for (const number of sent) first().publish(number % 2 === 0 ? 'a' : 'b', number);
      await settled(nodes);
      expect(received).toEqual(sent);
    });

    it('keeps the order when a listener publishes', async () => {
      const received: unknown[] = [];
      first().subscribe('topic', (message) => {
        if (message === 1) first().publish('topic', 3);
      });
      first().subscribe('topic', (message) => received.push(message));
      first().publish('topic', 1);
      first().publish('topic', 2);
      await settled(nodes);
      await settled(nodes);
      expect(received).toEqual([1, 2, 3]);
    });

    it('never calls a listener from within publish', async () => {
      let inside = false;
      const seen: boolean[] = [];
      first().subscribe('topic', () => seen.push(inside));
      inside = true;
      first().publish('topic', null);
      inside = false;
      await settled(nodes);
      expect(seen).toEqual([false]);
    });

    it('carries what the message was when it was published', async () => {
      const received: unknown[] = [];
      first().subscribe('topic', (message) => received.push(message));
      const message = { count: 1 };
      first().publish('topic', message);
      message.count = 2;
      await settled(nodes);
      expect(received).toEqual([{ count: 1 }]);
    });

    it('gives each listener a message of its own', async () => {
      const received: unknown[] = [];
      first().subscribe('topic', (message) => {
        if (typeof message === 'object' && message !== null) Reflect.set(message, 'count', 99);
      });
      first().subscribe('topic', (message) => received.push(message));
      first().publish('topic', { count: 1 });
      await settled(nodes);
      expect(received).toEqual([{ count: 1 }]);
    });

    it('carries bytes beside a message as they are', async () => {
      const received: unknown[] = [];
      nodes.forEach((node) => node.subscribe('topic', (message, bytes) => received.push([message, bytes])));
      const bytes = Uint8Array.from([0, 255, 13, 10]);
      first().publish('topic', { name: 'with' }, bytes);
      first().publish('topic', { name: 'without' });
      await settled(nodes);
      expect(received.filter((one) => Array.isArray(one) && one[1] === undefined)).toHaveLength(nodes.length);
      expect(received[0]).toEqual([{ name: 'with' }, bytes]);
    });

    it('survives a listener that throws', async () => {
      const received: unknown[] = [];
      first().subscribe('topic', () => {
        throw new Error('on purpose');
      });
      first().subscribe('topic', (message) => received.push(message));
      first().publish('topic', 1);
      first().publish('topic', 2);
      await settled(nodes);
      expect(received).toEqual([1, 2]);
    });

    it('ends one subscription and leaves the others', async () => {
      const received: string[] = [];
      const listener = (): number => received.push('ended');
      const unsubscribe = first().subscribe('topic', listener);
      first().subscribe('topic', () => received.push('kept'));
      unsubscribe();
      unsubscribe();
      first().publish('topic', null);
      await settled(nodes);
      expect(received).toEqual(['kept']);
    });

    it('delivers nothing of other topics', async () => {
      const received: unknown[] = [];
      first().subscribe('topic', (message) => received.push(message));
      first().publish('topic.other', 1);
      first().publish('topi', 1);
      await settled(nodes);
      expect(received).toEqual([]);
    });

    it('closes twice, and is silent afterwards', async () => {
      const received: unknown[] = [];
      first().subscribe('topic', (message) => received.push(message));
      await first().close();
      await first().close();
      first().publish('topic', 1);
      await Promise.resolve();
      expect(received).toEqual([]);
    });
  });
}
