import { and, asc, count, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { Marking } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper, paperAnswer, paperMarking, quizItem } from '../store/schema/index.ts';
import type { QuizNews } from './news.ts';
import * as repository from './repository.ts';

/** Answers in words, marked by people who do not see whose they are. */
export class MarkingDesk {
  readonly #deps: { store: Store; clock: Clock; news: QuizNews };

  constructor(deps: { store: Store; clock: Clock; news: QuizNews }) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async list(
    courseId: string,
    quizId: string,
    { done, offset, limit }: { done: 'yes' | 'no'; offset: number; limit: number },
  ): Promise<{ markings: Marking[]; total: number }> {
    const { db } = this.#deps.store;
    if (!(await repository.findQuiz(db, courseId, quizId))) throw new AppError('not_found');
    const which = and(
      eq(paper.quizId, quizId),
      isNotNull(paper.handedInAt),
      sql`${quizItem.content}->>'kind' = 'short'`,
      sql`coalesce(${paperAnswer.answer}->>'text', '') <> ''`,
      done === 'yes' ? isNotNull(paperAnswer.given) : sql`${paperAnswer.given} is null`,
    );
    const rows = await select(db)
      .where(which)
      .orderBy(asc(quizItem.position), asc(paper.seed))
      .offset(offset)
      .limit(limit);
    const [all] = await db
      .select({ n: count() })
      .from(paperAnswer)
      .innerJoin(paper, eq(paper.id, paperAnswer.paperId))
      .innerJoin(quizItem, eq(quizItem.id, paperAnswer.itemId))
      .where(which);
    const last = await findLast(db, rows);
    return { markings: rows.map((row) => toMarking(row, last.get(keyOf(row)))), total: all?.n ?? 0 };
  }

  /** Every marking stays on record; the newest counts. Throws `not_found`, and `invalid_input` for more than the most. */
  async mark(
    by: Participant,
    of: { courseId: string; quizId: string; paperId: string; itemId: string },
    { given, comment }: { given: number; comment: string },
  ): Promise<Marking> {
    const { store, clock, news } = this.#deps;
    const { courseId, quizId, paperId, itemId } = of;
    const marking = await store.transaction(async (queries) => {
      const found = await repository.findPaper(queries, courseId, paperId, true);
      const which = and(eq(paperAnswer.paperId, paperId), eq(paperAnswer.itemId, itemId));
      const [row] = await select(queries).where(which);
      const isOf = found?.quiz.id === quizId && found.paper.handedInAt !== null;
      if (!isOf || row?.content.kind !== 'short') throw new AppError('not_found');
      if (given > row.most) throw new AppError('invalid_input', { path: 'given' });
      await queries.update(paperAnswer).set({ given }).where(which);
      const at = new Date(clock.now());
      const values = {
        id: newId(),
        paperId,
        itemId,
        given,
        comment,
        at,
        byName: by.name,
        bySession: by.sessionId,
      };
      await queries.insert(paperMarking).values(values);
      const more = given - (row.given ?? 0);
      const fewer = row.given === null ? 1 : 0;
      const set = {
        given: sql`${paper.given} + ${more}::int`,
        unmarked: sql`${paper.unmarked} - ${fewer}::int`,
      };
      await queries.update(paper).set(set).where(eq(paper.id, paperId));
      const entry = { courseId, action: 'paper.marked', recordId: paperId };
      const [before, after] = [
        { itemId, given: row.given },
        { itemId, given, comment },
      ];
      await writeAudit(queries, by, [{ ...entry, before, after }]);
      return toMarking({ ...row, given }, { byName: by.name, comment });
    });
    // What is marked is told to those who run it: a room sees no points.
    news.handedIn(courseId, quizId, []);
    return marking;
  }
}

function select(queries: Queries) {
  return queries
    .select({
      paperId: paper.id,
      itemId: quizItem.id,
      question: quizItem.text,
      content: quizItem.content,
      answer: paperAnswer.answer,
      most: quizItem.points,
      given: paperAnswer.given,
    })
    .from(paperAnswer)
    .innerJoin(paper, eq(paper.id, paperAnswer.paperId))
    .innerJoin(quizItem, eq(quizItem.id, paperAnswer.itemId));
}

type Row = Awaited<ReturnType<typeof select>>[number];

interface LastMarking {
  byName: string;
  comment: string;
}

const keyOf = ({ paperId, itemId }: { paperId: string; itemId: string }) => `${paperId} ${itemId}`;

/** The newest marking of each answer that has one, by `keyOf`. */
async function findLast(queries: Queries, rows: readonly Row[]): Promise<Map<string, LastMarking>> {
  if (rows.length === 0) return new Map();
  const { paperId, itemId, byName, comment, at } = paperMarking;
  const found = await queries
    .selectDistinctOn([paperId, itemId], { paperId, itemId, byName, comment })
    .from(paperMarking)
    .where(
      and(
        inArray(paperId, [...new Set(rows.map((row) => row.paperId))]),
        inArray(itemId, [...new Set(rows.map((row) => row.itemId))]),
      ),
    )
    .orderBy(paperId, itemId, desc(at));
  return new Map(found.map((row) => [keyOf(row), row]));
}

function toMarking({ content, answer, ...row }: Row, last: LastMarking | undefined): Marking {
  return {
    ...row,
    guide: content.kind === 'short' ? content.guide : '',
    answer: answer?.kind === 'short' ? answer.text : '',
    by: last?.byName ?? null,
    comment: last?.comment ?? '',
  };
}
