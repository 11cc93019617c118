import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Cluster } from '../../src/cluster/port.ts';
import { Gathered } from '../../src/lib/gathered.ts';
import type { OpenStore } from '../../src/store/open.ts';

export const courseId = 'course';
const topic = 'signaling.fanout';
const answerInput = z.object({ branch: z.string(), choice: z.number() });
const event = z.object({ at: z.number(), seq: z.number() });

/** One clock for all processes of this machine; ms. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** What a join is answered with: as long as a lesson's snapshot. */
const snapshot = { lesson: '示例课程'.repeat(150), stage: [], seq: 0 };

/** Answers of one transaction. */
const atOnce = 150;

/** What a class asks of the node that runs it: seats, answers on record, news to everybody. */
export class SimulatedCourse {
  readonly #cluster: Cluster;
  /** The node of each branch. */
  readonly #seats = new Map<string, string>();
  #seq = 0;

  constructor(cluster: Cluster, store: OpenStore) {
    this.#cluster = cluster;
    const answers = new Gathered<z.infer<typeof answerInput>, true>({
      atOnce,
      write: async (batch) => {
        const values = batch.map(({ branch, choice }) => sql`(${branch}, ${choice})`);
        await store.db.execute(
          sql`insert into simulated_answer values ${sql.join(values, sql`, `)} on conflict do nothing`,
        );
        return batch.map(() => true as const);
      },
    });
    cluster.calls.handle('simulated.join', async ({ data }, from) => {
      if (!cluster.ownership.owns(courseId)) throw new Error('the course is run elsewhere');
      this.#seats.set(z.string().parse(data), from);
      return { data: { ...snapshot, seq: this.#seq } };
    });
    cluster.calls.handle('simulated.answer', async ({ data }) => {
      await answers.add(answerInput.parse(data));
      return { data: {} };
    });
  }

  get seats(): number {
    return this.#seats.size;
  }

  announce(text: string): void {
    this.#seq += 1;
    this.#cluster.bus.publish(topic, { at: now(), seq: this.#seq, audiences: [`course:${courseId}`], text });
  }
}

/** A branch's socket: the number of the last event that it was sent. */
interface Branch {
  id: string;
  seq: number;
}

/** The sockets of one node, without the sockets. */
export class SimulatedSockets {
  readonly cluster: Cluster;
  readonly branches: Branch[] = [];
  deliveries = 0;
  wrong = 0;
  delays: number[] = [];

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    cluster.bus.subscribe(topic, (message) => {
      const { at, seq } = event.parse(message);
      for (const branch of this.branches) {
        // Each exactly once and in order, from the one after its snapshot.
        if (branch.seq + 1 !== seq) this.wrong += 1;
        branch.seq = seq;
        this.deliveries += 1;
      }
      if (this.branches.length > 0) this.delays.push(now() - at);
    });
  }

  async join(branch: Branch): Promise<void> {
    const owner = await this.cluster.ownership.ownerOf(courseId);
    const { data } = await this.cluster.calls.call(owner, 'simulated.join', { data: branch.id });
    branch.seq = z.object({ seq: z.number() }).parse(data).seq;
    if (!this.branches.includes(branch)) this.branches.push(branch);
  }

  async answer(branch: Branch): Promise<void> {
    const owner = await this.cluster.ownership.ownerOf(courseId);
    await this.cluster.calls.call(owner, 'simulated.answer', { data: { branch: branch.id, choice: 1 } });
  }
}
