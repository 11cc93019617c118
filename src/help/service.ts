import { helpLimits, type HelpKind } from '../contract/help-limits.ts';
import type { PageFacts, Ticket, TicketGroup } from '../contract/help.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import { viewerOf } from '../lib/viewer.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { groupOf } from './grouping.ts';
import * as repository from './repository.ts';

export interface HelpDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  /** Throws `not_found`. */
  requireCourse: (courseId: string) => Promise<unknown>;
}

/** What somebody says does not work. */
export interface Trouble {
  id: string;
  kind: HelpKind;
  text: string;
  lessonId: string | null;
  facts: PageFacts;
}

/** The fault desk: what does not work for whom, grouped, answered and closed. */
export class HelpDesk {
  readonly #deps: HelpDependencies;

  constructor(deps: HelpDependencies) {
    this.#deps = deps;
  }

  /** Committed when it resolves; the same id again is the same ticket. Throws `not_found`, `tickets_full`, `conflict`. */
  async open(by: Participant, courseId: string, trouble: Trouble): Promise<Ticket> {
    await this.#deps.requireCourse(courseId);
    const { store, clock } = this.#deps;
    const viewer = viewerOf(by);
    const row = await store.transaction(async (queries) => {
      const known = await repository.findTicket(queries, courseId, trouble.id);
      if (known) return known;
      if ((await repository.countOpen(queries, { courseId, viewer })) >= helpLimits.openPerSession) {
        throw new AppError('tickets_full');
      }
      const branch = by.branchId === null ? null : await repository.findBranch(queries, by.branchId);
      const now = clock.now();
      await repository.insertTicket(queries, {
        ...{ ...trouble, courseId, viewer, at: new Date(now) },
        ...{ sessionId: by.sessionId, role: by.role, name: by.name },
        ...{ branchId: branch?.id ?? null, branchName: branch?.name ?? null },
        ...groupOf({ ...trouble, branch }, now),
      });
      return repository.findTicket(queries, courseId, trouble.id);
    });
    // Somebody else's ticket has this id, here or in another course.
    if (row?.viewer !== viewer) throw new AppError('conflict');
    await this.#changed(courseId);
    return this.#sent(row);
  }

  own(by: Participant, courseId: string): Promise<Ticket[]> {
    return repository.findTickets(this.#deps.store.db, { courseId, viewer: viewerOf(by) });
  }

  /** Throws `not_found`. */
  async list(
    courseId: string,
    of: { state?: Ticket['state'] | undefined; group?: string | undefined; limit: number },
  ): Promise<{ tickets: Ticket[]; groups: TicketGroup[]; open: number }> {
    await this.#deps.requireCourse(courseId);
    const { db } = this.#deps.store;
    const [tickets, groups, open] = await Promise.all([
      repository.findTickets(db, { courseId, ...of }),
      repository.findGroups(db, courseId),
      repository.countOpen(db, { courseId }),
    ]);
    return { tickets, groups, open };
  }

  /** Committed when it resolves; answering again with the same id changes nothing. Throws `not_found`. */
  async answer(
    by: Participant,
    courseId: string,
    ticketId: string,
    answer: { id: string; text: string; group: boolean; close: boolean },
  ): Promise<number> {
    const at = new Date(this.#deps.clock.now());
    return this.#change(by, courseId, { ticketId, group: answer.group }, async (queries, rows) => {
      const { id, text } = answer;
      await repository.saveAnswers(
        queries,
        rows.map((row) => ({ id, ticketId: row.id, at, by: by.name, text })),
      );
      const ids = rows.filter(({ state }) => state !== 'closed').map((row) => row.id);
      if (ids.length > 0) {
        const closed = { state: 'closed' as const, closedAt: at, closedBy: by.name };
        await repository.saveState(queries, ids, answer.close ? closed : { state: 'answered' });
      }
      return 'help.ticketAnswered';
    });
  }

  /** Organisers close any; whoever asked closes the own one. Throws `not_found`. */
  async close(by: Participant, courseId: string, ticketId: string, group: boolean): Promise<number> {
    const at = new Date(this.#deps.clock.now());
    return this.#change(by, courseId, { ticketId, group }, async (queries, rows) => {
      const ids = rows.filter(({ state }) => state !== 'closed').map(({ id }) => id);
      if (ids.length > 0) {
        await repository.saveState(queries, ids, { state: 'closed', closedAt: at, closedBy: by.name });
      }
      return 'help.ticketClosed';
    });
  }

  /** @param work answers with what the audit calls it */
  async #change(
    by: Participant,
    courseId: string,
    which: { ticketId: string; group: boolean },
    work: (queries: Queries, rows: repository.TicketRow[]) => Promise<string>,
  ): Promise<number> {
    const { store } = this.#deps;
    const changed = await store.transaction(async (queries) => {
      const first = await repository.findTicket(queries, courseId, which.ticketId);
      const isOwn = first?.viewer === viewerOf(by);
      if (!first || (by.role !== 'organiser' && !isOwn)) throw new AppError('not_found');
      const isGroup = which.group && by.role === 'organiser';
      const rows = await repository.lockTickets(
        queries,
        courseId,
        isGroup ? { group: first.group } : { id: first.id },
      );
      const action = await work(queries, rows);
      await writeAudit(
        queries,
        by,
        rows.map(({ id }) => ({ courseId, action, recordId: id })),
      );
      return rows.map(({ id }) => id);
    });
    await this.#changed(courseId);
    await this.#tellAskers(changed);
    return changed.length;
  }

  /** One fault may have been told by every room: they are read at once. */
  async #tellAskers(ids: readonly string[]): Promise<void> {
    const { store, fanout } = this.#deps;
    const rows = await repository.findByIds(store.db, ids);
    const sessions = new Map(rows.map((row) => [row.id, row.sessionId]));
    for (const ticket of await repository.withAnswers(store.db, rows)) {
      fanout.notice(`session:${sessions.get(ticket.id)}`, 'help.answered', { ticket });
    }
  }

  async #changed(courseId: string): Promise<void> {
    const { store, fanout } = this.#deps;
    const open = await repository.countOpen(store.db, { courseId });
    tellOrganisers(fanout, courseId, 'help.changed', { courseId, open });
  }

  async #sent(row: repository.TicketRow): Promise<Ticket> {
    const [ticket] = await repository.withAnswers(this.#deps.store.db, [row]);
    if (!ticket) throw new AppError('not_found');
    return ticket;
  }
}
