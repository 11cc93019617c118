import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gathered } from '../../../src/lib/gathered.ts';

class BadThing extends Error {}

describe('what is gathered', () => {
  it('shares batches of bounded size, in its order, and each is told its own result', async () => {
    const batches: number[][] = [];
    const gathered = new Gathered<number, string>({
      atOnce: 3,
      write: async (batch) => {
        batches.push([...batch]);
        return batch.map((one) => `result of ${one}`);
      },
    });
    const results = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((one) => gathered.add(one)));
    expect(results).toEqual([1, 2, 3, 4, 5, 6, 7].map((one) => `result of ${one}`));
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    await gathered.idle();
  });

  it('is acknowledged only when its batch is written', async () => {
    let commit = (): void => undefined;
    const committed = new Promise<void>((resolve) => (commit = resolve));
    let writing = (): void => undefined;
    const began = new Promise<void>((resolve) => (writing = resolve));
    const gathered = new Gathered<number, number>({
      atOnce: 10,
      write: async (batch) => {
        writing();
        await committed;
        return batch;
      },
    });
    let acknowledged = false;
    const added = gathered.add(1).then(() => (acknowledged = true));
    await began;
    await new Promise((resolve) => setImmediate(resolve));
    expect(acknowledged).toBe(false);
    commit();
    await added;
  });

  it('fails with its batch, and alone when it alone can be at fault', async () => {
    const write = async (batch: readonly string[]) => {
      if (batch.includes('bad')) throw new BadThing();
      return batch;
    };
    const together = new Gathered<string, string>({ atOnce: 10, write });
    const lost = await Promise.allSettled(['good', 'bad', 'fine'].map((one) => together.add(one)));
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const apart = new Gathered<string, string>({
      atOnce: 10,
      write,
      isOfOne: (error) => error instanceof BadThing,
    });
    const kept = await Promise.allSettled(['good', 'bad', 'fine'].map((one) => apart.add(one)));
    expect(kept.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('gathers for longer after what took long, when it is to rest', async () => {
    const batches: number[][] = [];
    const gathered = new Gathered<number, number>({
      atOnce: 10,
      rest: 15,
      write: async (batch) => {
        batches.push([...batch]);
        await sleep(20);
        return batch;
      },
    });
    await gathered.add(1);
    // Each would have a batch of its own: they come further apart than things are gathered otherwise.
    const added: Promise<number>[] = [];
    for (const one of [2, 3, 4]) {
      added.push(gathered.add(one));
      await sleep(10);
    }
    expect(await Promise.all(added)).toEqual([2, 3, 4]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it('does not wait for an answer that the writer forgot', async () => {
    const gathered = new Gathered<number, number>({ atOnce: 10, write: async ([first]) => [first ?? 0] });
    const results = await Promise.allSettled([gathered.add(1), gathered.add(2)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
