import { expect, it } from 'vitest';
import { KeyedQueue } from '../../../src/lib/keyed-queue.ts';

it('runs the tasks of one key in order, also after one that failed', async () => {
  const queue = new KeyedQueue();
  const order: number[] = [];
  const failed = queue.run('a', async () => {
    await Promise.resolve();
    order.push(1);
    throw new Error('first');
  });
  const second = queue.run('a', async () => order.push(2));
  await expect(failed).rejects.toThrow('first');
  await second;
  expect(order).toEqual([1, 2]);
});

it('does not let one key wait for another', async () => {
  const queue = new KeyedQueue();
  let release: () => void = () => undefined;
  const blocked = queue.run('a', () => new Promise<void>((resolve) => (release = resolve)));
  await expect(queue.run('b', async () => 'free')).resolves.toBe('free');
  release();
  await blocked;
  await queue.idle();
});
