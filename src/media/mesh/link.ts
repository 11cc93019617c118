import type { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.ts';
import { AppError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { MediaCalls, MediaMembers } from './nodes.ts';
import { operations, type Input, type Operation, type Operations, type Output } from './wire.ts';

/** What media may answer; everything else, as a way between nodes that is gone, is `media_unavailable` to whoever asked. */
const ours: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'media_gone',
  'media_full',
  'media_unavailable',
  'invalid_input',
]);
const RETRY_MS = 500;

type Handler<K extends Operation> = (
  input: z.output<Operations[K]['input']>,
  from: string,
) => Promise<z.input<Operations[K]['output']>>;

/** Typed questions about media between nodes. This node asks itself without a detour. */
export class Link {
  readonly members: MediaMembers;
  readonly #calls: MediaCalls;
  readonly #log: Logger;
  readonly #own = new Map<string, (input: unknown, from: string) => Promise<unknown>>();
  #closed = false;

  constructor(members: MediaMembers, calls: MediaCalls, log: Logger) {
    this.members = members;
    this.#calls = calls;
    this.#log = log;
  }

  get self(): string {
    return this.members.self;
  }

  isAlive(nodeId: string): boolean {
    return this.members.list().some(({ id }) => id === nodeId);
  }

  /** Rejects with `media_gone`, `media_full`, `media_unavailable` or `invalid_input`. */
  async ask<K extends Operation>(nodeId: string, name: K, input: Input<K>): Promise<Output<K>> {
    try {
      const output = await this.#send(nodeId, name, input);
      // The schema of this operation made it.
      return operations[name].output.parse(output) as Output<K>;
    } catch (error) {
      if (error instanceof AppError && ours.has(error.code)) throw error;
      throw new AppError('media_unavailable', undefined, { cause: error });
    }
  }

  /** One handler for each operation. It is called when the question arrives, in the order of the questions. */
  answer<K extends Operation>(name: K, handler: Handler<K>): void {
    const answer = async (input: unknown, from: string): Promise<unknown> =>
      handler(operations[name].input.parse(input) as z.output<Operations[K]['input']>, from);
    this.#own.set(name, answer);
    this.#calls.handle(name, async ({ data }, from) => ({ data: await answer(data, from) }));
  }

  /**
   * Says something until it is heard, the node is gone, or `needed` says that it does not matter any more. Never rejects.
   */
  async insist<K extends Operation>(
    nodeId: string,
    name: K,
    input: () => Input<K>,
    needed: () => boolean = () => true,
  ): Promise<boolean> {
    while (!this.#closed && needed()) {
      try {
        await this.ask(nodeId, name, input());
        return true;
      } catch (error) {
        if (error instanceof AppError && error.code === 'media_gone') return true;
        if (!this.isAlive(nodeId)) return false;
        this.#log.debug({ err: error, node: nodeId, name }, 'not heard, said again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    return false;
  }

  /** Nothing that need not be answered is said from now on. */
  close(): void {
    this.#closed = true;
  }

  async #send(nodeId: string, name: Operation, input: unknown): Promise<unknown> {
    if (nodeId !== this.self) return (await this.#calls.call(nodeId, name, { data: input })).data;
    // Never from within the question: nobody who asks expects to be called back before it has its promise.
    await Promise.resolve();
    const answer = this.#own.get(name);
    if (!answer) throw new AppError('media_unavailable');
    return answer(input, nodeId);
  }
}
