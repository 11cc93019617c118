import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from '../../../src/lib/turns.ts';

it('begins so many in a turn, in order, and forgets nobody', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const all = Promise.all([1, 2, 3, 4, 5].map((task) => turns.take().then(() => begun.push(task))));
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);
  await setImmediate();
  expect(begun).toEqual([1, 2, 3, 4]);
  await all;
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

it('lets whoever comes later wait behind those who wait already', async () => {
  const turns = new Turns(1);
  const begun: string[] = [];
  const first = turns.take().then(() => begun.push('first'));
  const second = turns.take().then(() => begun.push('second'));
  await first;
  const third = turns.take().then(() => begun.push('third'));
  await Promise.all([second, third]);
  expect(begun).toEqual(['first', 'second', 'third']);
});
