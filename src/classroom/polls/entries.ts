import type { Clock } from '../../lib/clock.ts';

/** Where somebody gets in: the path of a link, and the code that can be typed instead. */
export interface Entry {
  path: string;
  code: string;
}

/** The links of a course that trainees get in by, by branch; under null the one of the whole course. */
export type TraineeEntries = (courseId: string) => Promise<ReadonlyMap<string | null, Entry>>;

/** Milliseconds for which a course's links are kept: all its screens ask when a poll opens. */
const keptMs = 20_000;

/** Tells each screen where its trainees get in, with one look into the records for all screens of a course. */
export class EntryBook {
  readonly #entries: TraineeEntries;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { until: number; found: Promise<ReadonlyMap<string | null, Entry>> }>();

  constructor(entries: TraineeEntries, clock: Clock) {
    this.#entries = entries;
    this.#clock = clock;
  }

  async of(courseId: string, branchId: string): Promise<Entry | null> {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#kept) if (until <= now) this.#kept.delete(id);
    let kept = this.#kept.get(courseId);
    if (!kept) {
      kept = { until: now + keptMs, found: this.#entries(courseId) };
      this.#kept.set(courseId, kept);
      kept.found.catch(() => this.#kept.delete(courseId));
    }
    const found = await kept.found;
    const entry = found.get(branchId) ?? found.get(null);
    return entry ? { path: entry.path, code: entry.code } : null;
  }
}
