import { expect, it } from 'vitest';
import { PlayReserve } from '../../../client/session/play-reserve.ts';

const good = { loss: 0, jitterMs: 4, rttMs: 20 };
const bad = { loss: 0.03, jitterMs: 33, rttMs: 100 };

it('leaves a good line to the browser', () => {
  expect(new PlayReserve().after(good, 0)).toBe(0);
});

it('holds back four ways there and back on a line that loses packets, and never more than 800 ms', () => {
  const reserve = new PlayReserve();
  expect(reserve.after(bad, 0)).toBe(600);
  expect(reserve.after({ ...bad, rttMs: 5_000 }, 1_000)).toBe(800);
});

it('goes back only after half a minute in which less would have done', () => {
  const reserve = new PlayReserve();
  reserve.after(bad, 0);
  expect(reserve.after(good, 20_000)).toBe(600);
  reserve.after(bad, 25_000);
  expect(reserve.after(good, 54_000)).toBe(600);
  expect(reserve.after(good, 56_000)).toBe(0);
});
