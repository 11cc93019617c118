import { tellOrganisers, traineeAudience } from '../lib/course-scope.ts';
import type { Fanout } from '../lib/feature.ts';

/** Milliseconds that changes are gathered for. */
const gatheredFor = 1_000;

/** Tells organisers and the trainees concerned that scores changed: once a second at most in each course. */
export class ScoreNews {
  readonly #fanout: Fanout;
  /** The trainees concerned, by course; in it while a timer runs. */
  readonly #changed = new Map<string, { trainees: Set<string>; timer: NodeJS.Timeout }>();

  constructor(fanout: Fanout) {
    this.#fanout = fanout;
  }

  changed(courseId: string, trainees: Iterable<string>): void {
    const gathered = this.#changed.get(courseId) ?? {
      trainees: new Set<string>(),
      timer: setTimeout(() => this.#tell(courseId), gatheredFor),
    };
    for (const traineeId of trainees) gathered.trainees.add(traineeId);
    this.#changed.set(courseId, gathered);
  }

  close(): void {
    for (const { timer } of this.#changed.values()) clearTimeout(timer);
    this.#changed.clear();
  }

  #tell(courseId: string): void {
    const trainees = this.#changed.get(courseId)?.trainees ?? [];
    this.#changed.delete(courseId);
    tellOrganisers(this.#fanout, courseId, 'score.changed', { courseId });
    for (const traineeId of trainees) {
      this.#fanout.notice(traineeAudience(traineeId), 'score.changed', { courseId });
    }
  }
}
