import type { scoreRoutes, ScoreDetail, TraineeScore } from '../contract/score.ts';
import type { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import type { Queries, Store } from '../store/port.ts';
import { appealView } from './appeals.ts';
import { computed, ledgerOf, type Basis } from './computed.ts';
import type { Ledger } from './ledger.ts';
import * as repository from './repository.ts';
import { writtenCode } from './codes.ts';
import type { ScoredTrainee, Standing } from './summary.ts';

export type BoardQuery = z.output<(typeof scoreRoutes)['GET /api/courses/:courseId/scores']['query']>;

/** Compares names as Chinese readers sort them, and numbers in texts by what they are worth. */
const collator = new Intl.Collator('zh-CN', { numeric: true });

/** Reads scores: of everybody, or of one trainee line by line. */
export class ScoreBoard {
  readonly #store: Store;
  readonly #ledger: Ledger;

  constructor(store: Store, ledger: Ledger) {
    this.#store = store;
    this.#ledger = ledger;
  }

  /** How the whole course stands now. */
  async standing(courseId: string): Promise<Standing> {
    await this.#ledger.sync(courseId);
    return standingOf(this.#store.db, courseId);
  }

  /** A page of what everybody has come to. */
  async page(
    courseId: string,
    query: BoardQuery,
  ): Promise<{ scores: TraineeScore[]; total: number } & Pick<Standing, 'policy' | 'frozen'>> {
    const { trainees, branches, policy, frozen } = await this.standing(courseId);
    const { branchId, offset, limit } = query;
    const inBranch = new Set(
      branches.filter(({ id, parentId }) => id === branchId || parentId === branchId).map(({ id }) => id),
    );
    const found = trainees
      .map(({ score }) => score)
      .filter((score) => matches(score, query))
      .filter((one) => branchId === undefined || (one.branchId !== null && inBranch.has(one.branchId)));
    found.sort(orderOf(query));
    return { scores: found.slice(offset, offset + limit), total: found.length, policy, frozen };
  }

  /** Throws `not_found`. */
  async detail(courseId: string, traineeId: string): Promise<ScoreDetail> {
    await this.#ledger.sync(courseId);
    const { db } = this.#store;
    const person = await repository.findTrainee(db, courseId, traineeId);
    if (!person) throw new AppError('not_found');
    const [{ policy, frozen }, parts, entries, notCounting, appeals, certificate] = await Promise.all([
      repository.findPolicy(db, courseId),
      repository.findParts(db, courseId),
      repository.findEntries(db, courseId, traineeId),
      repository.findNotCounting(db, courseId, traineeId),
      repository.findAppeals(db, courseId, { traineeId }),
      repository.findCertificate(db, { courseId, traineeId }),
    ]);
    const of = { policy, parts: parts.map(partOf), notCounting };
    const { score, parts: values } = computed(person, entries, of);
    const open = appeals.filter(({ appeal }) => appeal.state === 'open').length;
    return {
      score: { ...score, openAppeals: open },
      ...{ policy, frozen, parts: values, ledger: ledgerOf(entries, notCounting) },
      appeals: appeals.map(appealView),
      certificate: certificate
        ? { code: writtenCode(certificate.code), issuedAt: certificate.issuedAt.getTime() }
        : null,
    };
  }
}

/** How a course stands by what is on record. */
export async function standingOf(queries: Queries, courseId: string): Promise<Standing> {
  const { policy, frozen } = await repository.findPolicy(queries, courseId);
  const parts = (await repository.findParts(queries, courseId)).map(partOf);
  const people = await repository.findTrainees(queries, courseId);
  const entries = await repository.findEntries(queries, courseId);
  const notCounting = await repository.findNotCounting(queries, courseId);
  const appeals = await repository.openAppeals(queries, courseId);
  const branches = await repository.findBranches(queries, courseId);
  const own = new Map<string, repository.EntryRow[]>(people.map(({ id }) => [id, []]));
  for (const entry of entries) own.get(entry.traineeId)?.push(entry);
  const of: Basis = { policy, parts, notCounting };
  const trainees = people.map((person): ScoredTrainee => {
    const lines = own.get(person.id) ?? [];
    const { score, parts: values } = computed(person, lines, of);
    return {
      score: { ...score, openAppeals: appeals.get(person.id) ?? 0 },
      parts: values,
      entries: lines,
    };
  });
  return { policy, frozen, parts, trainees, branches, notCounting };
}

function partOf({ component, sourceId, title, due }: repository.PartRow): Basis['parts'][number] {
  return { component, sourceId, title, due };
}

function matches(score: TraineeScore, { text, unit, passed }: BoardQuery): boolean {
  if (text !== undefined && !score.name.includes(text) && !score.number.includes(text)) return false;
  if (unit !== undefined && score.unit !== unit) return false;
  if (passed === undefined) return true;
  return score.passed === { yes: true, no: false, open: null }[passed];
}

/** Who has nothing yet comes last, whichever way it is sorted; equal ones by their number. */
function orderOf({ sort, order }: BoardQuery): (a: TraineeScore, b: TraineeScore) => number {
  const way = order === 'up' ? 1 : -1;
  const byNumber = (a: TraineeScore, b: TraineeScore) => collator.compare(a.number, b.number);
  if (sort === 'number') return (a, b) => way * byNumber(a, b);
  if (sort === 'name') return (a, b) => way * collator.compare(a.name, b.name) || byNumber(a, b);
  return (a, b) => {
    const [one, other] = [a[sort], b[sort]];
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null) || byNumber(a, b);
    }
    return way * (one - other) || byNumber(a, b);
  };
}
