import { and, asc, eq, gt } from 'drizzle-orm';
import { inPortions } from '../../lib/portions.ts';
import type { Queries } from '../../store/port.ts';
import { course, trainee } from '../../store/schema/index.ts';

/** Numbers that are opened in one go, which takes a few milliseconds. */
const portion = 500;
/** Milliseconds after the last search in which what it opened is let go. */
const keptFor = 60_000;
/** Courses whose numbers are kept: 50,000 take some megabytes. The one that was searched longest ago makes room. */
const mostCourses = 4;

interface Opened {
  /** That of the roster, which counts every change. */
  revision: number;
  numbers: readonly { id: string; number: string }[];
  timer: NodeJS.Timeout;
}

/**
 * Looks for trainees by a part of their number, into which the database cannot look. Who types a number searches with every
 * character: the numbers of the roster are opened with the first and kept for a minute.
 */
export class OpenNumbers {
  readonly #opened = new Map<string, Opened>();

  /** Ids of those in the course whose number holds the text, in whatever case. */
  async holding(queries: Queries, courseId: string, text: string): Promise<string[]> {
    const wanted = text.toLowerCase();
    const numbers = await this.#of(queries, courseId);
    return numbers.flatMap(({ id, number }) => (number.includes(wanted) ? [id] : []));
  }

  async #of(queries: Queries, courseId: string): Promise<Opened['numbers']> {
    const [row] = await queries
      .select({ revision: course.rosterRevision })
      .from(course)
      .where(eq(course.id, courseId));
    if (!row) return [];
    const before = this.#opened.get(courseId);
    const numbers = before?.revision === row.revision ? before.numbers : await open(queries, courseId);
    this.#forget(courseId);
    const timer = setTimeout(() => this.#opened.delete(courseId), keptFor).unref();
    this.#opened.set(courseId, { revision: row.revision, numbers, timer });
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > mostCourses && oldest !== undefined) this.#forget(oldest);
    return numbers;
  }

  #forget(courseId: string): void {
    clearTimeout(this.#opened.get(courseId)?.timer);
    this.#opened.delete(courseId);
  }
}

async function open(queries: Queries, courseId: string): Promise<Opened['numbers']> {
  const rows = await inPortions(portion, (after, size) =>
    queries
      .select({ id: trainee.id, number: trainee.number })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), gt(trainee.id, after)))
      .orderBy(asc(trainee.id))
      .limit(size),
  );
  return rows.map(({ id, number }) => ({ id, number: number.toLowerCase() }));
}
