import { describe, expect, it } from 'vitest';
import { KeyedQueue } from '../../../src/lib/keyed-queue.ts';

/** A promise that the test settles. */
function gate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe('the keyed queue', () => {
  it('runs the tasks of one key one after the other, and other keys meanwhile', async () => {
    const queue = new KeyedQueue();
    const order: string[] = [];
    const held = gate();
    const first = queue.run('a', async () => {
      await held.promise;
      order.push('a1');
    });
    const second = queue.run('a', async () => void order.push('a2'));
    await queue.run('b', async () => void order.push('b1'));
    held.open();
    await Promise.all([first, second]);
    expect(order).toEqual(['b1', 'a1', 'a2']);
  });

  it('goes on after a task that failed, and hands its error to whoever asked', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', async () => {
      throw new Error('on purpose');
    });
    const next = queue.run('a', async () => 'next');
    await expect(failing).rejects.toThrow('on purpose');
    expect(await next).toBe('next');
  });

  it('is idle when everything has run, also what was added meanwhile', async () => {
    const queue = new KeyedQueue();
    const done: number[] = [];
    const inner: Promise<unknown>[] = [];
    void queue.run('a', async () => {
      done.push(1);
      inner.push(queue.run('b', async () => void done.push(2)));
    });
    await queue.idle();
    expect(done).toEqual([1, 2]);
  });
});
