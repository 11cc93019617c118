import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictOf, worthOf, type BranchEvidence, type Sources } from '../../../src/attendance/verdict.ts';
import {
  contradictionKinds,
  markStates,
  usualPolicy,
  type AttendancePolicy,
  type SignIn,
} from '../../../src/contract/attendance.ts';

const signedIn = (fields: Partial<SignIn> = {}): SignIn => ({
  windowId: 'lesson',
  kind: 'start',
  method: 'code',
  at: 1_000,
  lateMinutes: 0,
  branchId: 'branch',
  branchName: '示例分课堂',
  elsewhere: false,
  byName: null,
  ...fields,
});
const room = (fields: Partial<BranchEvidence> = {}): BranchEvidence => ({
  neverSeen: false,
  signedIn: 1,
  heads: null,
  settled: new Set(),
  ...fields,
});
const sources = (fields: Partial<Sources> = {}): Sources => ({
  signIns: [],
  mark: null,
  port: false,
  presence: null,
  lessonMinutes: null,
  askedOver: [],
  over: false,
  branch: null,
  decided: null,
  ...fields,
});
const stateOf = (fields: Partial<Sources>, policy: Partial<AttendancePolicy> = {}) =>
  verdictOf(sources(fields), { ...usualPolicy, ...policy });

describe('the verdict under the usual policy', () => {
  it.each([
    ['in time', { signIns: [signedIn()] }, 'present', 1],
    ['late', { signIns: [signedIn({ lateMinutes: 10 })] }, 'late', 0.5],
    ['too late', { signIns: [signedIn({ lateMinutes: 31 })] }, 'absent', 0],
    ['called late', { signIns: [signedIn()], mark: 'late' as const }, 'late', 0.5],
    ['on leave', { mark: 'leave' as const, over: true }, 'leave', null],
    ['not signed in yet', {}, null, null],
    ['never signed in', { over: true }, 'absent', 0],
    ['called absent', { mark: 'absent' as const }, 'absent', 0],
  ])('%s', (_, fields, state, worth) => {
    expect(stateOf(fields)).toMatchObject({ state, worth, contradictions: [] });
  });

  it.each([
    ['signed_in_called_absent', { signIns: [signedIn()], mark: 'absent' as const }],
    ['called_present_not_signed_in', { mark: 'present' as const, over: true }],
    ['branch_never_seen', { signIns: [signedIn()], branch: room({ neverSeen: true }) }],
    ['more_sign_ins_than_heads', { signIns: [signedIn()], branch: room({ signedIn: 4, heads: 3 }) }],
    [
      'port_hardly_watched',
      { signIns: [signedIn({ method: 'port' })], port: true, lessonMinutes: 90, presence: null },
    ],
  ] as const)('leaves %s to the organiser', (kind, fields) => {
    expect(stateOf(fields)).toMatchObject({ state: null, worth: null, contradictions: [kind] });
    const decided = { state: 'present' as const, reason: '示例理由', byName: '示例主办方', at: 1 };
    expect(stateOf({ ...fields, decided })).toMatchObject({ state: 'present', worth: 1, contradictions: [] });
  });

  it('lets a settled contradiction of a branch rest', () => {
    const branch = room({ signedIn: 4, heads: 3, settled: new Set(['more_sign_ins_than_heads'] as const) });
    expect(stateOf({ signIns: [signedIn()], branch })).toMatchObject({
      state: 'present',
      contradictions: [],
    });
  });

  it('asks for a second sign-in only as the policy says', () => {
    const missed = { signIns: [signedIn()], askedOver: ['again'] };
    expect(stateOf(missed).state).toBe('present');
    expect(stateOf(missed, { missedCounts: 'late' }).state).toBe('late');
    expect(stateOf(missed, { missedCounts: 'absent' }).state).toBe('absent');
    const both = { ...missed, signIns: [signedIn(), signedIn({ windowId: 'again', kind: 'again' })] };
    expect(stateOf(both, { missedCounts: 'absent' }).state).toBe('present');
  });
});

const policies: fc.Arbitrary<AttendancePolicy> = fc.record({
  opensBeforeMin: fc.constant(30),
  graceMin: fc.constant(5),
  closesAfterMin: fc.constant(null),
  lateIsAbsentAfterMin: fc.option(fc.nat(60)),
  lateWorth: fc.double({ min: 0, max: 1, noNaN: true }),
  leaveCounts: fc.constantFrom('neutral', 'present', 'absent'),
  missedCounts: fc.constantFrom('nothing', 'late', 'absent'),
  calledAlone: fc.constantFrom('decide', 'present', 'absent'),
  visitingRooms: fc.boolean(),
  portShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  remindAfterMin: fc.constant(null),
});
const anything: fc.Arbitrary<Sources> = fc.record({
  signIns: fc.oneof(
    fc.constant([]),
    fc.nat(90).map((lateMinutes) => [signedIn({ lateMinutes })]),
  ),
  mark: fc.option(fc.constantFrom(...markStates)),
  port: fc.boolean(),
  presence: fc.constant(null),
  lessonMinutes: fc.option(fc.integer({ min: 1, max: 200 })),
  askedOver: fc.subarray(['again', 'out']),
  over: fc.boolean(),
  branch: fc.option(
    fc.record({
      neverSeen: fc.boolean(),
      signedIn: fc.nat(50),
      heads: fc.option(fc.nat(50)),
      settled: fc.subarray([...contradictionKinds]).map((list) => new Set(list)),
    }),
  ),
  decided: fc.option(
    fc.constantFrom(...markStates).map((state) => ({ state, reason: '示例', byName: '示例', at: 1 })),
  ),
});

describe('every verdict', () => {
  it('is open exactly while something is to be decided or can still happen, and worth what its state is worth', () => {
    fc.assert(
      fc.property(anything, policies, (given, policy) => {
        const { state, worth, contradictions, decided } = verdictOf(given, policy);
        if (decided) {
          expect(state).toBe(decided.state);
          expect(contradictions).toEqual([]);
        }
        if (contradictions.length > 0) expect(state).toBeNull();
        if (state === null && contradictions.length === 0) expect(given.over).toBe(false);
        expect(worth).toBe(state === null ? null : worthOf(state, policy));
        if (worth !== null) expect(worth >= 0 && worth <= 1).toBe(true);
      }),
    );
  });

  it('never gets better by coming later', () => {
    const rank = (one: Partial<Sources>, policy: AttendancePolicy): number =>
      ['present', 'late', 'absent'].indexOf(verdictOf(sources(one), policy).state ?? 'present');
    fc.assert(
      fc.property(fc.nat(90), fc.nat(90), policies, (a, b, policy) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const at = (lateMinutes: number) => rank({ signIns: [signedIn({ lateMinutes })] }, policy);
        expect(at(early)).toBeLessThanOrEqual(at(late));
      }),
    );
  });

  it('does not depend on the order of the sign-ins', () => {
    fc.assert(
      fc.property(anything, policies, (given, policy) => {
        const again = signedIn({ windowId: 'again', kind: 'again' });
        const one = verdictOf({ ...given, signIns: [...given.signIns, again] }, policy);
        expect(verdictOf({ ...given, signIns: [again, ...given.signIns] }, policy)).toEqual(one);
      }),
    );
  });
});
