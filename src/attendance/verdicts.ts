import type { MarkState } from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';
import type { EvidenceBook } from './evidence.ts';
import { findBegunLessons } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';

/** What one trainee's attendance in one lesson comes to, for whoever scores it. */
export interface LessonVerdict {
  /** Names it for good: the same lesson and trainee have the same one, whatever the verdict becomes. */
  eventId: string;
  lessonId: string;
  traineeId: string;
  /** Null while it is open. */
  state: MarkState | null;
  /** 0 to 1; null while it is open, and for leave that is left out of the score. */
  worth: number | null;
  /** The organiser decided it. */
  decided: boolean;
}

/** The verdicts of all lessons of a course that have begun, as they are now. */
export async function verdictsOf(
  deps: { store: Store; clock: Clock; lessons: Lessons; evidence: EvidenceBook },
  courseId: string,
): Promise<LessonVerdict[]> {
  const { store, clock, lessons, evidence } = deps;
  const verdicts: LessonVerdict[] = [];
  for (const { lessonId } of await findBegunLessons(store.db, courseId, new Date(clock.now()))) {
    const { trainees } = await evidence.of(await lessons.of(lessonId));
    for (const { traineeId, verdict } of trainees) {
      const { state, worth, decided } = verdict;
      const eventId = `attendance:${lessonId}:${traineeId}`;
      verdicts.push({ eventId, lessonId, traineeId, state, worth, decided: decided !== null });
    }
  }
  return verdicts;
}
