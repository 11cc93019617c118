import { setTimeout as sleep } from 'node:timers/promises';
import { eq, inArray, lt, notInArray, sql } from 'drizzle-orm';
import { FencedError, nodeApplicationName } from './node.ts';
import type { Database } from './port.ts';
import { clusterCourse, clusterNode } from './schema/index.ts';
import { StoreError } from './store-error.ts';

/** Milliseconds that one connection gets to end; PostgreSQL ends what runs on it in between, and a commit is short. */
const endWithin = 1_000;
const fenceWithin = 10_000;

/** The records' word on which nodes may write and which of them runs a course (see cluster/arbiter.ts). */
export class RecordsArbiter {
  readonly #db: Database;
  readonly #self: string;

  constructor(db: Database, nodeId: string) {
    this.#db = db;
    this.#self = nodeId;
  }

  /** Two clusters may share a Redis, and a copy of the records (restored, or cloned) is another cluster's. */
  async scope(): Promise<string> {
    const { rows } = await this.#db.execute<{ scope: string }>(
      sql`select system_identifier || '-' || (select oid from pg_database where datname = current_database()) as scope
          from pg_control_system()`,
    );
    const scope = rows[0]?.scope;
    if (scope === undefined) throw new StoreError('PostgreSQL does not say which one it is.');
    return scope;
  }

  async isMember(): Promise<boolean> {
    try {
      const found = await this.#db.select().from(clusterNode).where(eq(clusterNode.id, this.#self));
      return found.length === 1;
    } catch (error) {
      if (causes(error).some((cause) => cause instanceof FencedError)) return false;
      throw error;
    }
  }

  async leave(): Promise<void> {
    await this.#db.delete(clusterNode).where(eq(clusterNode.id, this.#self));
  }

  /** Throws StoreError when connections of that node are still there after 10 s. */
  async fence(nodeId: string): Promise<void> {
    await this.#db.delete(clusterNode).where(eq(clusterNode.id, nodeId));
    const name = nodeApplicationName(nodeId);
    const deadline = performance.now() + fenceWithin;
    for (;;) {
      // Waits for each of them; the next look is a statement of its own, as one sees the same list throughout.
      const { rowCount } = await this.#db.execute(
        sql`select pg_terminate_backend(pid, ${endWithin}::bigint) from pg_stat_activity where application_name = ${name}`,
      );
      if (rowCount === 0) return;
      if (performance.now() > deadline) throw new StoreError(`Node ${nodeId} cannot be fenced.`);
      await sleep(10);
    }
  }

  async claim(courseId: string): Promise<string> {
    for (;;) {
      // Only who may write can claim, and the one statement is the comparison: of several that try, one succeeds.
      const { rows } = await this.#db.execute<{ node_id: string }>(
        sql`insert into cluster_course (course_id, node_id)
            select ${courseId}, id from cluster_node where id = ${this.#self}
            on conflict (course_id) do update set node_id = excluded.node_id, taken_at = now()
              where cluster_course.node_id = excluded.node_id
                or not exists (select from cluster_node where id = cluster_course.node_id)
            returning node_id`,
      );
      if (rows[0]) return rows[0].node_id;
      const [owner] = await this.#db
        .select({ nodeId: clusterCourse.nodeId })
        .from(clusterCourse)
        .where(eq(clusterCourse.courseId, courseId));
      if (owner) return owner.nodeId;
      if (!(await this.isMember())) throw new FencedError();
    }
  }

  async orphans(): Promise<string[]> {
    const found = await this.#db
      .select({ courseId: clusterCourse.courseId })
      .from(clusterCourse)
      .where(notInArray(clusterCourse.nodeId, this.#nodes()));
    return found.map(({ courseId }) => courseId);
  }

  async forgetOrphans(): Promise<void> {
    await this.#db.delete(clusterCourse).where(notInArray(clusterCourse.nodeId, this.#nodes()));
  }

  async suspects(): Promise<string[]> {
    const old = lt(clusterNode.startedAt, sql`now() - interval '10 minutes'`);
    const [owners, early] = await Promise.all([
      this.#db
        .selectDistinct({ id: clusterCourse.nodeId })
        .from(clusterCourse)
        .where(inArray(clusterCourse.nodeId, this.#nodes())),
      this.#db.select({ id: clusterNode.id }).from(clusterNode).where(old),
    ]);
    return [...new Set([...owners, ...early].map(({ id }) => id))].filter((id) => id !== this.#self);
  }

  #nodes() {
    return this.#db.select({ id: clusterNode.id }).from(clusterNode);
  }
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
