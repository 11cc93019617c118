import type { ScorePart, ScorePolicy, TraineeScore } from '../contract/score.ts';
import type { Queries } from '../store/port.ts';
import { computed, type Basis, type Computed } from './computed.ts';
import * as repository from './repository.ts';
import type { NotCounting, PartRow, Person } from './repository.ts';
import { slices } from '../lib/slices.ts';

export interface ScoredTrainee {
  score: TraineeScore;
  /** In the order of the parts of the course. */
  parts: ScorePart[];
}

/** How a course stands. */
export interface Standing extends Basis {
  policy: ScorePolicy;
  frozen: { at: number; by: string } | null;
  trainees: ScoredTrainee[];
  branches: { id: string; name: string; parentId: string | null }[];
}

/** Courses whose figures are kept, those that were read last: each takes a few megabytes. */
const keptCourses = 8;

/** The figures of a course; all that they were computed from is named. */
interface Kept {
  /** The policy and the parts. */
  basis: string;
  byTrainee: Map<string, { lines: number; notCounting: string; of: Computed }>;
}

/**
 * Computes how courses stand, and keeps what it has computed: as no line of a ledger is ever changed or removed, a trainee with as
 * many lines as before has the same ones, and the figures are computed anew only for those whose lines, corrections, policy or
 * parts changed.
 */
export class Standings {
  readonly #kept = new Map<string, Kept>();

  /** How a course stands by what is on record. */
  async read(queries: Queries, courseId: string): Promise<Standing> {
    const { policy, frozen } = await repository.findPolicy(queries, courseId);
    const parts = (await repository.findParts(queries, courseId)).map(partOf);
    const people = await repository.findTrainees(queries, courseId);
    const corrections = await repository.findNotCounting(queries, courseId);
    const appeals = await repository.openAppeals(queries, courseId);
    const branches = await repository.findBranches(queries, courseId);
    const notCounting = new Map(corrections.map(({ id, state }) => [id, state]));
    const of = { policy, parts, notCounting };
    const { byTrainee } = await this.#figures(queries, courseId, { people, corrections, of });
    const trainees: ScoredTrainee[] = [];
    const pause = slices();
    for (const person of people) {
      const figures = byTrainee.get(person.id)?.of;
      if (!figures) continue;
      const score = scoreOf(person, figures.shown, appeals.get(person.id) ?? 0);
      trainees.push({ score, parts: figures.parts });
      await pause();
    }
    return { ...of, frozen, trainees, branches };
  }

  /** The figures of all these people, as they are by now. */
  async #figures(
    queries: Queries,
    courseId: string,
    from: { people: readonly Person[]; corrections: readonly NotCounting[]; of: Basis },
  ): Promise<Kept> {
    const { people, corrections, of } = from;
    const lines = await repository.countEntries(queries, courseId);
    const own = keysOf(corrections);
    const basis = JSON.stringify([of.policy, of.parts]);
    const before = this.#kept.get(courseId);
    const known = before?.basis === basis ? before.byTrainee : new Map<string, never>();
    const byTrainee: Kept['byTrainee'] = new Map();
    const changed: string[] = [];
    for (const { id } of people) {
      const found = known.get(id);
      const same = found?.lines === (lines.get(id) ?? 0) && found.notCounting === (own.get(id) ?? '');
      if (found && same) byTrainee.set(id, found);
      else changed.push(id);
    }
    const pause = slices();
    for await (const [id, entries] of repository.readLedgers(queries, courseId, changed)) {
      const notCounting = own.get(id) ?? '';
      byTrainee.set(id, { lines: entries.length, notCounting, of: computed(entries, of) });
      await pause();
    }
    const kept = { basis, byTrainee };
    this.#keep(courseId, kept);
    return kept;
  }

  #keep(courseId: string, kept: Kept): void {
    this.#kept.delete(courseId);
    this.#kept.set(courseId, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptCourses) return;
      this.#kept.delete(oldest);
    }
  }
}

/** What of each trainee's corrections does not count. */
function keysOf(corrections: readonly NotCounting[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { id, traineeId, state } of corrections) {
    keys.set(traineeId, `${keys.get(traineeId) ?? ''}${id} ${state} `);
  }
  return keys;
}

/** A trainee with what the figures come to. */
export function scoreOf(
  { id: traineeId, ...person }: Person,
  shown: Computed['shown'],
  openAppeals: number,
): TraineeScore {
  return { traineeId, ...person, ...shown, openAppeals };
}

/** A part as figures take it. */
export function partOf({ component, sourceId, title, due }: PartRow): Basis['parts'][number] {
  return { component, sourceId, title, due };
}
