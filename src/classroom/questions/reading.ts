import type {
  QuestionCounts,
  QuestionFilter,
  QuestionSettings,
  RoomQuestion,
  StaffQuestion,
} from '../../contract/questions.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import type { OpenCourses } from './courses.ts';

interface Page {
  offset: number;
  limit: number;
}

/** A page of all questions of the lesson, for staff. Throws `not_joined`. */
export function listForStaff(
  courses: OpenCourses,
  connection: Connection,
  { filter, search, offset, limit }: Page & { filter: QuestionFilter; search: string },
): { questions: StaffQuestion[]; total: number; counts: QuestionCounts; settings: QuestionSettings } {
  const { course, classroom } = courses.place(connection);
  const { book, views } = course;
  const found = views.search(classroom, filter, search);
  return {
    questions: found.slice(offset, offset + limit).map((root) => views.staff(root, classroom)),
    total: found.length,
    counts: views.counts(classroom),
    settings: book.settings(classroom.lesson.id),
  };
}

/** A page of the questions of a liaison's branch and those below it. Throws `not_joined`, `forbidden`. */
export function listForRoom(
  courses: OpenCourses,
  connection: Connection,
  { offset, limit }: Page,
): { questions: RoomQuestion[]; total: number; settings: QuestionSettings } {
  const { course, classroom, participant } = courses.place(connection);
  const { branchId } = participant;
  if (branchId === null) throw new AppError('forbidden');
  const { book, views } = course;
  const found = book.ranked(classroom.lesson).filter((root) => views.isOfRoom(root, branchId, classroom));
  return {
    questions: found.slice(offset, offset + limit).map((root) => views.room(root, branchId, classroom)),
    total: found.length,
    settings: book.settings(classroom.lesson.id),
  };
}
