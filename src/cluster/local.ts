import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { answerWithin, Handlers, opened } from './handlers.ts';
import { Line } from './line.ts';
import type { Bus, Calls, Cluster, ClusterNode, Members, Ownership, Parcel } from './port.ts';
import { Subscribers } from './subscribers.ts';
import { Taking } from './taking.ts';

/**
 * The bus of a single node. It behaves like one between nodes: a message is encoded when it is published, so that what
 * changes afterwards does not travel, and listeners run later, never inside `publish`.
 */
export function createLocalBus(log: Logger, line = new Line(log)): Bus {
  const subscribers = new Subscribers(log);
  let closed = false;
  return {
    publish(topic, message, bytes) {
      if (closed || !subscribers.has(topic)) return;
      const encoded = JSON.stringify(message);
      line.add(() => subscribers.deliver(topic, encoded, bytes));
    },
    subscribe: (topic, listener) => subscribers.add(topic, listener),
    // There is no way between nodes that could be gone.
    onGap: () => () => undefined,
    async close() {
      closed = true;
      await line.idle();
      subscribers.clear();
    },
  };
}

/** One node: it runs every course that is asked for, and asks itself. */
export function createLocalCluster(log: Logger): Cluster {
  const self = newId();
  const line = new Line(log);
  const bus = createLocalBus(log, line);
  const ownership = new LocalOwnership(self, log);
  const calls = new LocalCalls(self, line, log);
  return {
    bus,
    members: localMembers(self),
    ownership,
    calls,
    async close() {
      ownership.close();
      calls.close();
      await bus.close();
    },
  };
}

function localMembers(self: string): Members {
  let node: ClusterNode = { id: self, url: null, certificate: null, draining: false, load: 0 };
  return {
    self,
    list: () => [node],
    announce: (changes) => {
      node = { ...node, ...changes };
    },
    // Nobody else is there who could leave.
    onLeft: () => () => undefined,
  };
}

class LocalOwnership implements Ownership {
  readonly #self: string;
  readonly #taking: Taking;
  #closed = false;

  constructor(self: string, log: Logger) {
    this.#self = self;
    this.#taking = new Taking(log);
  }

  async ownerOf(courseId: string): Promise<string> {
    if (this.#closed) throw new AppError('unavailable');
    await this.#taking.take(courseId);
    return this.#self;
  }

  owns(courseId: string): boolean {
    return this.#taking.has(courseId);
  }

  owned(): readonly string[] {
    return this.#taking.list();
  }

  onTaken(listener: (courseId: string) => Promise<void>): () => void {
    return this.#taking.onTaken(listener);
  }

  onMoved(): () => void {
    return () => undefined;
  }

  close(): void {
    this.#closed = true;
    this.#taking.clear();
  }
}

class LocalCalls implements Calls {
  readonly #self: string;
  readonly #line: Line;
  readonly #handlers: Handlers;
  readonly #pending = new Set<(error: AppError) => void>();
  #closed = false;

  constructor(self: string, line: Line, log: Logger) {
    this.#self = self;
    this.#line = line;
    this.#handlers = new Handlers(log);
  }

  async call(nodeId: string, name: string, parcel: Parcel): Promise<Parcel> {
    if (this.#closed || nodeId !== this.#self) throw new AppError('unavailable');
    const sent = copyOf(parcel);
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#pending.delete(refuse);
      };
      const refuse = (error: AppError): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => refuse(new AppError('unavailable')), answerWithin);
      this.#pending.add(refuse);
      this.#line.add(() => {
        void this.#handlers.answer(name, sent, this.#self).then((answer) => {
          // Behind whatever the handler has published.
          this.#line.add(() => {
            settle();
            try {
              resolve(copyOf(opened(answer)));
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          });
        });
      });
    });
  }

  handle(name: string, handler: (parcel: Parcel, from: string) => Promise<Parcel>): void {
    this.#handlers.add(name, handler);
  }

  close(): void {
    this.#closed = true;
    for (const refuse of [...this.#pending]) refuse(new AppError('unavailable'));
  }
}

/** As it would arrive from another node. */
function copyOf({ data, bytes }: Parcel): Parcel {
  const copy: unknown = data === undefined ? undefined : JSON.parse(JSON.stringify(data));
  return { data: copy, ...(bytes === undefined ? {} : { bytes }) };
}
