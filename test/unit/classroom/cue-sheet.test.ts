import { describe, expect, it } from 'vitest';
import { arriveAt, follow, mark, nextCue, stepBack, type Run } from '../../../src/classroom/cues/sheet.ts';
import type { Cue, CueDone } from '../../../src/contract/cues.ts';

const note = (id: string): Cue => ({ id, kind: 'note', note: id });
const how: CueDone = { at: 1, by: '示例老师', how: 'ran' };
const run = (ids: string, currentId: string | null = null): Run => ({
  cues: Array.from(ids, note),
  currentId,
  done: {},
});

describe('a cue sheet', () => {
  it('begins before its first cue and stops at its last', () => {
    expect(nextCue(run('abc'))?.id).toBe('a');
    expect(nextCue(run('abc', 'b'))?.id).toBe('c');
    expect(nextCue(run('abc', 'c'))).toBeUndefined();
    expect(nextCue(run(''))).toBeUndefined();
  });

  it('goes on from the cue that was done, wherever it was', () => {
    const state = arriveAt(run('abcd', 'a'), 'c', how);
    expect(state).toEqual({ currentId: 'c', done: { c: how } });
    expect(nextCue({ ...run('abcd'), ...state })?.id).toBe('d');
  });

  it('steps back to before the first, and keeps what was done', () => {
    const there = { ...run('ab', 'b'), done: { a: how, b: how } };
    const once = { ...there, ...stepBack(there) };
    expect(once.currentId).toBe('a');
    const twice = { ...once, ...stepBack(once) };
    expect(twice).toMatchObject({ currentId: null, done: { a: how, b: how } });
    expect(stepBack(twice).currentId).toBeNull();
  });

  it('passes the next cue when it is marked, and no other one', () => {
    expect(mark(run('abc', 'a'), 'b', how)).toEqual({ currentId: 'b', done: { b: how } });
    expect(mark(run('abc', 'a'), 'c', how)).toEqual({ currentId: 'a', done: { c: how } });
    expect(mark({ ...run('ab', 'a'), done: { a: how } }, 'a', null)).toEqual({ currentId: 'a', done: {} });
  });

  it('stays where it was when its list is changed', () => {
    const at = (currentId: string | null): Run => ({ ...run('abcd', currentId), done: { a: how, b: how } });
    expect(follow(at('b'), Array.from('xabcd', note)).currentId).toBe('b');
    expect(follow(at('c'), Array.from('dba', note))).toEqual({ currentId: 'b', done: { a: how, b: how } });
    expect(follow(at('b'), Array.from('cd', note))).toEqual({ currentId: null, done: {} });
    expect(follow(at(null), Array.from('cd', note)).currentId).toBeNull();
  });
});
