import type { MarkState } from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';
import type { EvidenceBook } from './evidence.ts';
import { findBegunLessons } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';

/** What the attendance of a lesson comes to, for whoever scores it. */
export interface LessonVerdicts {
  lessonId: string;
  title: string;
  /** It was ended: nobody can come any more. */
  ended: boolean;
  verdicts: TraineeVerdict[];
}

export interface TraineeVerdict {
  /** Names it for good: the same lesson and trainee have the same one, whatever the verdict becomes. */
  eventId: string;
  traineeId: string;
  /** Null while it is open. */
  state: MarkState | null;
  /** 0 to 1; null while it is open, and for leave that is left out of the score. */
  worth: number | null;
  /** The organiser's word, with its moment in milliseconds; null when it follows from the evidence. */
  decided: { reason: string; byName: string; at: number } | null;
}

/** The verdicts of all lessons of a course that were held, as they are now. */
export async function verdictsOf(
  deps: { store: Store; clock: Clock; lessons: Lessons; evidence: EvidenceBook },
  courseId: string,
): Promise<LessonVerdicts[]> {
  const { store, clock, lessons, evidence } = deps;
  const held: LessonVerdicts[] = [];
  for (const { lessonId, title } of await findBegunLessons(store.db, courseId, new Date(clock.now()))) {
    const context = await lessons.of(lessonId);
    // What stood in the timetable and was never held is nobody's absence.
    if (context.lesson.startedAt === null) continue;
    const { trainees } = await evidence.of(context);
    const verdicts = trainees.map(({ traineeId, verdict: { state, worth, decided } }) => ({
      ...{ eventId: `attendance_${lessonId}_${traineeId}`, traineeId, state, worth },
      decided: decided && { reason: decided.reason, byName: decided.byName, at: decided.at },
    }));
    held.push({ lessonId, title, ended: context.lesson.endedAt !== null, verdicts });
  }
  return held;
}
