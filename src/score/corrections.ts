import type { Participant } from '../contract/identity.ts';
import type { Component, Correction } from '../contract/score.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import type { Ledger, LedgerDependencies } from './ledger.ts';
import * as repository from './repository.ts';
import type { CorrectionRow, FoundCorrection } from './repository.ts';

interface Asked {
  /** Made by the page. */
  id: string;
  traineeId: string;
  component: Component;
  sourceId: string;
  /** Hundredths that it adds to the part. */
  points: number;
  reason: string;
}

/** Who asks or decides: a person is the same through every session of an account, and under one name. */
interface Person {
  sessionId: string;
  name: string;
  accountId: string | null;
}

/** Changes of scores by hand: each a line of the ledger, which counts at once until results are final. */
export class Corrections {
  readonly #deps: LedgerDependencies;
  readonly #ledger: Ledger;

  constructor(deps: LedgerDependencies, ledger: Ledger) {
    this.#deps = deps;
    this.#ledger = ledger;
  }

  /** The newest first. */
  async list(by: Participant, courseId: string): Promise<Correction[]> {
    const { db } = this.#deps.store;
    const person = await personOf(db, by);
    return views(await repository.findCorrections(db, courseId), person);
  }

  /** Committed when it resolves; the same id again is the same correction. Throws `not_found`. */
  async add(by: Participant, courseId: string, asked: Asked): Promise<Correction> {
    await this.#ledger.sync(courseId);
    return this.#record(by, courseId, asked.id, async (queries) => {
      const person = await repository.findTrainee(queries, courseId, asked.traineeId);
      const parts = await repository.findParts(queries, courseId);
      const part = parts.find(
        ({ component, sourceId }) => component === asked.component && sourceId === asked.sourceId,
      );
      if (!person || !part) throw new AppError('not_found');
      return { ...asked, title: part.title, reversesId: null };
    });
  }

  /**
   * A line of its own that cancels a correction; the answer is the reversal. Throws `not_found`, and `conflict` for one that
   * does not count, was reversed already or is itself a reversal.
   */
  async reverse(
    by: Participant,
    courseId: string,
    correctionId: string,
    { id, reason }: { id: string; reason: string },
  ): Promise<Correction> {
    return this.#record(by, courseId, id, async (queries) => {
      const [found] = await repository.findCorrections(queries, courseId, { id: correctionId });
      if (!found) throw new AppError('not_found');
      if (found.state !== 'counts' || found.reversesId !== null) throw new AppError('conflict');
      const { traineeId, component, sourceId, title, points } = found;
      return {
        ...{ id, reason, traineeId, component, sourceId, title },
        points: points === 0 ? 0 : -points,
        reversesId: correctionId,
      };
    });
  }

  /** A decision that was taken stays. Throws `not_found`, `second_person`, and `conflict` for the opposite of what was decided. */
  async decide(by: Participant, courseId: string, id: string, consent: boolean): Promise<Correction> {
    const { store, clock, news } = this.#deps;
    const state = consent ? ('counts' as const) : ('refused' as const);
    const decided = await store.transaction(async (queries) => {
      await repository.lockScores(queries, courseId);
      const person = await personOf(queries, by);
      const [found] = await repository.findCorrections(queries, courseId, { id });
      if (!found) throw new AppError('not_found');
      if (found.state !== 'waiting') {
        if (found.state !== state) throw new AppError('conflict');
      } else {
        if (isSame(askedBy(found), person)) throw new AppError('second_person');
        const decision = { state, decidedAt: new Date(clock.now()), decidedBy: by.name };
        await repository.decideCorrection(queries, id, decision);
        const action = consent ? 'score.correctionConsented' : 'score.correctionRefused';
        await writeAudit(queries, by, [{ courseId, action, recordId: id }]);
      }
      return this.#read(queries, person, courseId, id);
    });
    news.changed(courseId, [decided.traineeId]);
    return decided;
  }

  async #record(
    by: Participant,
    courseId: string,
    id: string,
    prepare: (queries: Queries) => Promise<Asked & Pick<CorrectionRow, 'title' | 'reversesId'>>,
  ): Promise<Correction> {
    const { store, clock, news } = this.#deps;
    const recorded = await store.transaction(async (queries) => {
      await repository.lockScores(queries, courseId);
      const person = await personOf(queries, by);
      const [already] = await repository.findCorrections(queries, courseId, { id });
      if (!already) {
        const { frozen } = await repository.findPolicy(queries, courseId);
        const row: CorrectionRow = {
          ...(await prepare(queries)),
          ...{ courseId, at: new Date(clock.now()), byName: by.name, bySession: by.sessionId },
          ...{ byAccount: person.accountId, decidedAt: null, decidedBy: null },
          state: frozen ? 'waiting' : 'counts',
        };
        await this.#insert(queries, by, row);
      }
      return this.#read(queries, person, courseId, id);
    });
    news.changed(courseId, [recorded.traineeId]);
    return recorded;
  }

  /** The correction with its line. */
  async #insert(queries: Queries, by: Participant, row: CorrectionRow): Promise<void> {
    if (!(await repository.insertCorrection(queries, row))) throw new AppError('conflict');
    const { courseId, traineeId, component, sourceId, title, points, at, byName, reason } = row;
    const kind = row.reversesId === null ? ('correction' as const) : ('reversal' as const);
    const line = { courseId, traineeId, component, sourceId, title, points, at, byName, reason };
    await repository.insertEntries(queries, [{ id: newId(), eventId: row.id, kind, ...line }]);
    const after = { traineeId, component, sourceId, points, reason, state: row.state };
    const action = kind === 'correction' ? 'score.corrected' : 'score.correctionReversed';
    await writeAudit(queries, by, [{ courseId, action, recordId: row.id, after }]);
  }

  async #read(queries: Queries, person: Person, courseId: string, id: string): Promise<Correction> {
    const all = views(await repository.findCorrections(queries, courseId), person);
    const found = all.find((one) => one.id === id);
    if (!found) throw new AppError('not_found');
    return found;
  }
}

async function personOf(queries: Queries, { sessionId, name }: Participant): Promise<Person> {
  return { sessionId, name, accountId: await repository.accountOf(queries, sessionId) };
}

function askedBy({ bySession, byName, byAccount }: CorrectionRow): Person {
  return { sessionId: bySession, name: byName, accountId: byAccount };
}

/** Whether two are one person as far as can be told; in doubt they are. */
function isSame(a: Person, b: Person): boolean {
  const key = (name: string) => name.normalize('NFKC').replace(/\s/g, '').toLowerCase();
  if (a.sessionId === b.sessionId || key(a.name) === key(b.name)) return true;
  return a.accountId !== null && a.accountId === b.accountId;
}

/** @param all every correction of the course, so that reversals are known */
function views(all: readonly FoundCorrection[], person: Person): Correction[] {
  const reversed = new Set(all.filter(({ state }) => state === 'counts').map(({ reversesId }) => reversesId));
  return all.map((row) => {
    const { id, traineeId, traineeName, component, sourceId, title, points, reason } = row;
    return {
      ...{ id, traineeId, traineeName, component, sourceId, title, points, reason },
      at: row.at.getTime(),
      by: row.byName,
      state: reversed.has(id) ? ('reversed' as const) : row.state,
      decidedAt: row.decidedAt?.getTime() ?? null,
      decidedBy: row.decidedBy,
      mayDecide: row.state === 'waiting' && !isSame(askedBy(row), person),
    };
  });
}
