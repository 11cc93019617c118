import { expect, it } from 'vitest';
import { PlayReserve } from '../../../client/session/play-reserve.ts';

const good = { loss: 0, jitterMs: 4, rttMs: 20 };
const bad = { loss: 0.03, jitterMs: 33, rttMs: 100 };

/** What is held back after the line was so from one time to another, measured once a second as pages do. */
function during(reserve: PlayReserve, line: typeof good, from: number, to: number): number {
  let held = 0;
  for (let now = from; now <= to; now += 1_000) held = reserve.after(line, now);
  return held;
}

it('leaves a good line to the browser', () => {
  expect(during(new PlayReserve(), good, 0, 60_000)).toBe(0);
});

it('holds back four ways there and back on a line that loses packets, and never more than 800 ms', () => {
  const reserve = new PlayReserve();
  expect(during(reserve, bad, 0, 3_000)).toBe(600);
  expect(during(reserve, { ...bad, rttMs: 5_000 }, 4_000, 7_000)).toBe(800);
});

it('takes a bad moment for one, at the start of a page as well as later', () => {
  const reserve = new PlayReserve();
  expect(during(reserve, bad, 0, 2_000)).toBe(0);
  expect(during(reserve, good, 3_000, 20_000)).toBe(0);
  expect(during(reserve, bad, 21_000, 23_000)).toBe(0);
  expect(during(reserve, good, 24_000, 60_000)).toBe(0);
});

it('does not hold back for the heap of packets that comes at the start of a page', () => {
  const reserve = new PlayReserve();
  reserve.after({ ...bad, rttMs: 400 }, 0);
  expect(during(reserve, bad, 1_000, 4_000)).toBe(600);
});

it('goes back only after half a minute in which less would have done', () => {
  const reserve = new PlayReserve();
  during(reserve, bad, 0, 5_000);
  expect(during(reserve, good, 6_000, 20_000)).toBe(600);
  during(reserve, bad, 21_000, 25_000);
  expect(during(reserve, good, 26_000, 55_000)).toBe(600);
  expect(during(reserve, good, 56_000, 57_000)).toBe(0);
});

it('keeps what it has on a line that is bad by fits and starts', () => {
  const reserve = new PlayReserve();
  during(reserve, bad, 0, 5_000);
  for (let from = 6_000; from < 200_000; from += 20_000) {
    during(reserve, good, from, from + 17_000);
    expect(during(reserve, bad, from + 18_000, from + 19_000)).toBe(600);
  }
});

it('holds back more at once on a line that is known to lose packets', () => {
  const reserve = new PlayReserve();
  during(reserve, bad, 0, 5_000);
  expect(reserve.after({ ...bad, rttMs: 150 }, 6_000)).toBe(800);
});

it('leaves packets that come late, but come, to the browser', () => {
  expect(during(new PlayReserve(), { ...bad, loss: 0, jitterMs: 80 }, 0, 60_000)).toBe(0);
});
