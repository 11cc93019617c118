import type { scoreRoutes, ScoreDetail, TraineeScore } from '../contract/score.ts';
import type { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import type { Store } from '../store/port.ts';
import { appealView } from './appeals.ts';
import { computed, ledgerOf } from './computed.ts';
import type { Ledger } from './ledger.ts';
import * as repository from './repository.ts';
import { writtenCode } from './codes.ts';
import { scoreOf, partOf, type Standing, type Standings } from './standings.ts';

export type BoardQuery = z.output<(typeof scoreRoutes)['GET /api/courses/:courseId/scores']['query']>;

/** Compares names as Chinese readers sort them, and numbers in texts by what they are worth. */
const collator = new Intl.Collator('zh-CN', { numeric: true });

/** Reads scores: of everybody, or of one trainee line by line. */
export class ScoreBoard {
  readonly #store: Store;
  readonly #ledger: Ledger;
  readonly #standings: Standings;

  constructor(store: Store, ledger: Ledger, standings: Standings) {
    this.#store = store;
    this.#ledger = ledger;
    this.#standings = standings;
  }

  /** How the whole course stands now. */
  async standing(courseId: string): Promise<Standing> {
    await this.#ledger.current(courseId);
    return this.#standings.read(this.#store.db, courseId);
  }

  /** The ledgers of trainees of a course, some at a time. */
  ledgers(courseId: string, traineeIds: readonly string[]): ReturnType<typeof repository.readLedgers> {
    return repository.readLedgers(this.#store.db, courseId, traineeIds);
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
    await this.#ledger.current(courseId);
    const { db } = this.#store;
    const person = await repository.findTrainee(db, courseId, traineeId);
    if (!person) throw new AppError('not_found');
    const [{ policy, frozen }, parts, entries, corrections, appeals, certificate] = await Promise.all([
      repository.findPolicy(db, courseId),
      repository.findParts(db, courseId),
      repository.findEntries(db, courseId, [traineeId]),
      repository.findNotCounting(db, courseId, traineeId),
      repository.findAppeals(db, courseId, { traineeId }),
      repository.findCertificate(db, { courseId, traineeId }),
    ]);
    const notCounting = new Map(corrections.map(({ id, state }) => [id, state]));
    const { shown, parts: values } = computed(entries, { policy, parts: parts.map(partOf), notCounting });
    const open = appeals.filter(({ appeal }) => appeal.state === 'open').length;
    return {
      score: scoreOf(person, shown, open),
      ...{ policy, frozen, parts: values, ledger: ledgerOf(entries, notCounting) },
      appeals: appeals.map(appealView),
      certificate: certificate
        ? { code: writtenCode(certificate.code), issuedAt: certificate.issuedAt.getTime() }
        : null,
    };
  }
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
