import type { Lesson } from '../contract/course.ts';

/**
 * The lesson into which people get who name none: the live one (of several the one that began last), else the first that has not
 * begun and whose time is not over, else the last; undefined when there is none.
 * @param lessons all of a course, in the order of their times, as one question to the records gives them: one that begins between
 * two questions would be neither live nor the next
 * @param now milliseconds since 1970
 */
export function currentLesson(lessons: readonly Lesson[], now: number): Lesson | undefined {
  const live = lessons
    .filter(({ startedAt, endedAt }) => startedAt !== null && endedAt === null)
    .toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
  return (
    live[0] ?? lessons.find(({ startedAt, endsAt }) => startedAt === null && endsAt > now) ?? lessons.at(-1)
  );
}
