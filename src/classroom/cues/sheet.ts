import type { Cue, CueDone, CueState } from '../../contract/cues.ts';

/** A list of cues and how far it has come. */
export interface Run extends CueState {
  cues: readonly Cue[];
}

/** The cue that comes next; undefined at the end. */
export function nextCue({ cues, currentId }: Run): Cue | undefined {
  return cues[indexOf(cues, currentId) + 1];
}

/** The lesson is at this cue now, which is done. */
export function arriveAt({ done }: Run, cueId: string, how: CueDone): CueState {
  return { currentId: cueId, done: { ...done, [cueId]: how } };
}

/** One cue back. What was done stays done. */
export function stepBack({ cues, currentId, done }: Run): CueState {
  return { currentId: cues[indexOf(cues, currentId) - 1]?.id ?? null, done };
}

/** A cue is said to be done, or not to be. The next one is passed by that. @param how null for one that is not done */
export function mark(run: Run, cueId: string, how: CueDone | null): CueState {
  if (how === null) {
    const done = Object.fromEntries(Object.entries(run.done).filter(([id]) => id !== cueId));
    return { currentId: run.currentId, done };
  }
  const passes = nextCue(run)?.id === cueId;
  return { currentId: passes ? cueId : run.currentId, done: { ...run.done, [cueId]: how } };
}

/** How far a run has come when its list is replaced: where it was, or at the last cue before that which is still there. */
export function follow(before: Run, cues: readonly Cue[]): CueState {
  const kept = new Set(cues.map(({ id }) => id));
  const passed = before.cues.slice(0, indexOf(before.cues, before.currentId) + 1);
  return {
    currentId: passed.findLast(({ id }) => kept.has(id))?.id ?? null,
    done: Object.fromEntries(Object.entries(before.done).filter(([id]) => kept.has(id))),
  };
}

function indexOf(cues: readonly Cue[], cueId: string | null): number {
  return cueId === null ? -1 : cues.findIndex(({ id }) => id === cueId);
}
