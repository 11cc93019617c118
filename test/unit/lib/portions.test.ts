import { expect, it } from 'vitest';
import { inPortions } from '../../../src/lib/portions.ts';

const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));

it.each([1, 2, 4, 6, 7])('reads every row once, in portions of %i', async (size) => {
  const asked: string[] = [];
  const all = await inPortions(size, (after, most) => {
    asked.push(after);
    return Promise.resolve(rows.filter(({ id }) => id > after).slice(0, most));
  });
  expect(all).toEqual(rows);
  expect(asked.length).toBe(Math.floor(rows.length / size) + 1);
});
