import { createHash, createHmac } from 'node:crypto';
import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { FileAnswer } from '../contract/command.ts';
import type { Feed } from '../contract/schedule.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { branch, calendarFeed } from '../store/schema/index.ts';
import { buildCalendar } from './calendar.ts';
import * as repository from './repository.ts';
import type { Timetable } from './service.ts';

export interface FeedDependencies {
  store: Store;
  clock: Clock;
  timetableOf: (courseId: string) => Promise<Timetable>;
}

/** Where a calendar is for: a branch, or with null the whole course. */
type Place = string | null;

/** Secret addresses of calendars, which programs ask for without a session. */
export class Feeds {
  readonly #deps: FeedDependencies;
  readonly #secret: string;

  private constructor(deps: FeedDependencies, secret: string) {
    this.#deps = deps;
    this.#secret = secret;
  }

  static async create(deps: FeedDependencies): Promise<Feeds> {
    const secret = await deps.store.secret('feed-secret');
    const feeds = new Feeds(deps, secret);
    const source = { secret, rules: 'token sha-256' };
    await deps.store.settleDerived('calendars', source, () => feeds.#hashAnew());
    return feeds;
  }

  /** With a new secret, addresses that were given out end, and those that are shown from now on work. */
  async #hashAnew(): Promise<void> {
    const { db } = this.#deps.store;
    for (const { id } of await db.select({ id: calendarFeed.id }).from(calendarFeed)) {
      await db
        .update(calendarFeed)
        .set({ tokenHash: hash(this.#token(id)) })
        .where(eq(calendarFeed.id, id));
    }
  }

  /** The addresses in use; to a liaison, only the own branch's. Throws `not_found`. */
  async list(participant: Participant, courseId: string): Promise<Feed[]> {
    await this.#deps.timetableOf(courseId);
    const own = participant.role === 'liaison' ? (participant.branchId ?? '') : undefined;
    return this.#find(this.#deps.store.db, courseId, own);
  }

  /** Makes addresses in place of those that these places had. Throws `not_found` for a branch of another course. */
  async make(by: Participant, courseId: string, places: readonly Place[]): Promise<Feed[]> {
    await this.#deps.timetableOf(courseId);
    const wanted = [...new Set(places)];
    return this.#deps.store.transaction(async (queries) => {
      await this.#requireBranches(queries, courseId, wanted);
      const revoked = await this.#revoke(queries, courseId, inPlaces(wanted));
      const createdAt = new Date(this.#deps.clock.now());
      const rows = wanted.map((branchId) => {
        const id = newId();
        return { id, courseId, branchId, tokenHash: hash(this.#token(id)), createdAt };
      });
      for (let start = 0; start < rows.length; start += 1_000) {
        await queries.insert(calendarFeed).values(rows.slice(start, start + 1_000));
      }
      await writeAudit(queries, by, [
        ...revoked.map((id) => ({ courseId, action: 'feed.revoked', recordId: id })),
        ...rows.map(({ id, branchId }) => ({
          courseId,
          action: 'feed.created',
          recordId: id,
          after: { branchId },
        })),
      ]);
      const made = new Set(rows.map(({ id }) => id));
      return (await this.#find(queries, courseId, undefined)).filter(({ id }) => made.has(id));
    });
  }

  /** Throws `not_found`. */
  async revoke(by: Participant, courseId: string, feedId: string): Promise<void> {
    await this.#deps.store.transaction(async (queries) => {
      const [id] = await this.#revoke(queries, courseId, eq(calendarFeed.id, feedId));
      if (id === undefined) throw new AppError('not_found');
      await writeAudit(queries, by, [{ courseId, action: 'feed.revoked', recordId: id }]);
    });
  }

  /** The calendar of an address. Throws `link_unknown`, `link_expired`. */
  async calendar(token: string): Promise<FileAnswer> {
    const { db } = this.#deps.store;
    const [row] = await db
      .select({ feed: calendarFeed, branchName: branch.name, place: branch.place })
      .from(calendarFeed)
      .leftJoin(branch, eq(branch.id, calendarFeed.branchId))
      .where(eq(calendarFeed.tokenHash, hash(token)));
    if (!row) throw new AppError('link_unknown');
    if (row.feed.revokedAt !== null) throw new AppError('link_expired');
    const { courseId } = row.feed;
    const [timetable, changes] = await Promise.all([
      this.#deps.timetableOf(courseId),
      repository.findChanges(db, courseId),
    ]);
    const text = buildCalendar({
      ...timetable,
      changes,
      branchName: row.branchName,
      place: row.place ?? '',
      madeAt: row.feed.createdAt.getTime(),
    });
    return {
      name: `${row.branchName ?? timetable.name}.ics`,
      type: 'text/calendar; charset=utf-8',
      content: Buffer.from(text),
    };
  }

  async #find(queries: Queries, courseId: string, branchId: string | undefined): Promise<Feed[]> {
    const rows = await queries
      .select({
        id: calendarFeed.id,
        branchId: calendarFeed.branchId,
        branchName: branch.name,
        createdAt: calendarFeed.createdAt,
      })
      .from(calendarFeed)
      .leftJoin(branch, eq(branch.id, calendarFeed.branchId))
      .where(
        and(
          eq(calendarFeed.courseId, courseId),
          isNull(calendarFeed.revokedAt),
          branchId === undefined ? undefined : eq(calendarFeed.branchId, branchId),
        ),
      )
      .orderBy(asc(branch.number));
    return rows
      .map(({ createdAt, ...row }) => ({
        ...row,
        path: `/api/calendars/${this.#token(row.id)}`,
        createdAt: createdAt.getTime(),
      }))
      .sort((a, b) => Number(a.branchId !== null) - Number(b.branchId !== null));
  }

  async #requireBranches(queries: Queries, courseId: string, places: readonly Place[]): Promise<void> {
    const ids = places.filter((place) => place !== null);
    if (ids.length === 0) return;
    const found = await queries
      .select({ id: branch.id })
      .from(branch)
      .where(and(eq(branch.courseId, courseId), inArray(branch.id, ids)));
    if (found.length < ids.length) throw new AppError('not_found');
  }

  async #revoke(
    queries: Queries,
    courseId: string,
    which: ReturnType<typeof eq> | undefined,
  ): Promise<string[]> {
    const rows = await queries
      .update(calendarFeed)
      .set({ revokedAt: new Date(this.#deps.clock.now()) })
      .where(and(eq(calendarFeed.courseId, courseId), isNull(calendarFeed.revokedAt), which))
      .returning({ id: calendarFeed.id });
    return rows.map(({ id }) => id);
  }

  /** Derived, so that the organiser can be shown it again although only its hash is kept. 128 bits: unguessable. */
  #token(feedId: string): string {
    return createHmac('sha256', this.#secret).update(`feed:${feedId}`).digest('hex').slice(0, 32);
  }
}

function inPlaces(places: readonly Place[]): ReturnType<typeof eq> | undefined {
  const ids = places.filter((place) => place !== null);
  return or(
    places.includes(null) ? isNull(calendarFeed.branchId) : undefined,
    ids.length > 0 ? inArray(calendarFeed.branchId, ids) : undefined,
  );
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
