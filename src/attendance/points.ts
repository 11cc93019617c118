import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Store } from '../store/port.ts';
import { attendancePoint } from '../store/schema/index.ts';
import { refFrom } from './codes.ts';

/** Points that are remembered at a time: those of several large lessons, at about 200 bytes each. */
const mostKept = 20_000;

interface Point {
  lessonId: string;
  branchId: string;
}

/** The short references of lesson and branch that stand in sign-in codes. They are on record: a restart changes none. */
export class Points {
  readonly #store: Store;
  readonly #known = new Map<string, Point>();
  readonly #refs = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The reference of a branch in a lesson, made for all branches of the lesson when the first one asks. */
  async refOf(lessonId: string, branchId: string, branches: Iterable<string>): Promise<string> {
    const before = this.#refs.get(lessonId);
    const known = before && (await before).get(branchId);
    if (known !== undefined) return known;
    // Hundreds of screens ask in the same moment; a branch that was added since the first time has it made anew.
    let pending = this.#refs.get(lessonId);
    if (!pending || pending === before) {
      pending = this.#make(lessonId, [...branches]);
      this.#refs.set(lessonId, pending);
      pending.catch(() => this.#refs.delete(lessonId));
    }
    const ref = (await pending).get(branchId);
    if (ref === undefined) throw new Error('the branch is not one of the lesson');
    return ref;
  }

  /** What a reference stands for; undefined for one that was never given out. */
  async find(ref: string): Promise<Point | undefined> {
    const known = this.#known.get(ref);
    if (known) return known;
    const [row] = await this.#store.db.select().from(attendancePoint).where(eq(attendancePoint.ref, ref));
    if (row) this.#keep(row);
    return row;
  }

  async #make(lessonId: string, branches: readonly string[]): Promise<Map<string, string>> {
    const { db } = this.#store;
    if (branches.length > 0) {
      const rows = branches.map((branchId) => ({ ref: refFrom(randomBytes(8)), lessonId, branchId }));
      await db.insert(attendancePoint).values(rows).onConflictDoNothing();
    }
    const rows = await db.select().from(attendancePoint).where(eq(attendancePoint.lessonId, lessonId));
    for (const row of rows) this.#keep(row);
    if (this.#refs.size > mostKept / 100) this.#refs.clear();
    return new Map(rows.map(({ branchId, ref }) => [branchId, ref]));
  }

  #keep({ ref, lessonId, branchId }: Point & { ref: string }): void {
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(ref, { lessonId, branchId });
  }
}
