import { describe, expect, it } from 'vitest';
import { readinessLimits, type CheckResult, type ReadinessCheck } from '../../../src/contract/readiness.ts';
import { phoneFirst, problemsOf, stateOf } from '../../../src/readiness/verdict.ts';

const fine: CheckResult = {
  camera: 'ok',
  microphone: 'ok',
  speakers: 'heard',
  downKbps: 20_000,
  upKbps: 5_000,
  path: 'udp',
  rttMs: 12,
  browser: 'Chrome 130',
  browserUsable: true,
};

describe('what is wrong with a device', () => {
  it.each<[string, Partial<CheckResult>, string[]]>([
    ['nothing', {}, []],
    ['a TCP path is no fault', { path: 'tcp' }, []],
    ['no path', { path: null }, ['path']],
    ['a slow line', { downKbps: 3_999 }, ['download']],
    ['a rate that could not be measured', { upKbps: null }, ['upload']],
    ['a silent microphone', { microphone: 'silent' }, ['microphone']],
    ['speakers that nobody heard', { speakers: 'skipped' }, ['speakers']],
    ['an old browser, the gravest first', { browserUsable: false, camera: 'denied' }, ['browser', 'camera']],
  ])('%s', (_what, part, problems) => {
    expect(problemsOf({ ...fine, ...part }, 'screen')).toEqual(problems);
  });

  it("asks no camera of a liaison's phone", () => {
    const phone = { ...fine, camera: 'skipped', microphone: 'skipped', upKbps: null } as const;
    expect(problemsOf(phone, 'liaison')).toEqual([]);
    expect(problemsOf(phone, 'port')).toEqual(['camera', 'microphone', 'upload']);
  });
});

describe('whom to phone first', () => {
  const now = 1_000_000_000_000;
  const entry = (id: string, check: ReadinessCheck | null) => ({ id, check, state: stateOf(check, now) });
  const at = (ageMs: number, problems: ReadinessCheck['problems'] = []): ReadinessCheck => ({
    at: now - ageMs,
    result: fine,
    problems,
  });

  it('is who never checked, then whose check failed, then whose is old', () => {
    const old = readinessLimits.staleAfterMs;
    const entries = [
      entry('ok', at(1)),
      entry('stale', at(old + 1)),
      entry('staler', at(2 * old)),
      entry('just in time', at(old)),
      entry('camera', at(1, ['camera'])),
      entry('path, long ago', at(3 * old, ['path', 'camera'])),
      entry('never', null),
    ];
    expect(phoneFirst(entries).map(({ id, state }) => [id, state])).toEqual([
      ['never', 'never'],
      ['path, long ago', 'failed'],
      ['camera', 'failed'],
      ['staler', 'stale'],
      ['stale', 'stale'],
      ['ok', 'ok'],
      ['just in time', 'ok'],
    ]);
  });
});
