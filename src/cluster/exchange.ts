import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { decodeFrame, encodeFrame, type Frame, type Head } from './frame.ts';
import { answerWithin, Handlers, opened, type Answer } from './handlers.ts';
import { Line } from './line.ts';
import { Link } from './link.ts';
import { Places } from './places.ts';
import type { Bus, Calls, Parcel } from './port.ts';
import { Subscribers } from './subscribers.ts';

export interface ExchangeSettings {
  url: string;
  self: string;
  /** Begins the name of every channel: nodes of other clusters on the same Redis have another. */
  prefix: string;
  log: Logger;
}

interface Pending {
  nodeId: string;
  answered: (answer: Answer) => void;
  refuse: () => void;
}

/** How many frames a node has sent to everybody, and to each one alone. */
const sentBody = z.object({ toAll: z.number(), toEach: z.record(z.string(), z.number()) });
type Sent = z.infer<typeof sentBody>;

/**
 * The bus and the calls between nodes. All of it goes over one connection out of a node and one into it, so that what a
 * node sends arrives elsewhere in the order in which it was sent. Redis hands every frame on at once and keeps nothing:
 * frames carry a place, and whoever finds one missing is told of the gap. After a pause nodes tell each other how far
 * they have come, so that a gap at the end is found, too, and none is where nothing was lost.
 */
export class Exchange implements Bus, Calls {
  readonly #self: string;
  readonly #log: Logger;
  readonly #link: Link;
  readonly #toAll: string;
  readonly #prefix: string;
  readonly #line: Line;
  readonly #subscribers: Subscribers;
  readonly #handlers: Handlers;
  readonly #places = new Places();
  readonly #pending = new Map<number, Pending>();
  readonly #onGap = new Set<(from: string) => void>();
  readonly #onDown = new Set<() => void>();
  #calls = 0;
  #closed = false;

  constructor({ url, self, prefix, log }: ExchangeSettings) {
    this.#self = self;
    this.#log = log;
    this.#prefix = prefix;
    this.#toAll = `${prefix}:all`;
    this.#line = new Line(log);
    this.#subscribers = new Subscribers(log);
    this.#handlers = new Handlers(log);
    this.#link = new Link({
      url,
      log,
      channels: [this.#toAll, this.#channelOf(self)],
      received: (channel, frame) => this.#received(channel, frame),
      look: () => this.#send(this.#channelOf(self), { from: self, place: 0, kind: 'beat' }),
      up: () => this.#up(),
      down: () => this.#down(),
    });
  }

  get link(): Link {
    return this.#link;
  }

  /** Throws StartError when Redis cannot be used. */
  async start(): Promise<void> {
    await this.#link.start();
  }

  publish(topic: string, message: unknown, bytes?: Uint8Array): void {
    if (this.#closed) return;
    const body = JSON.stringify(message);
    if (this.#subscribers.has(topic)) {
      this.#line.add(() => this.#subscribers.deliver(topic, body, bytes));
    }
    const place = this.#places.nextToAll();
    this.#send(this.#toAll, { from: this.#self, place, kind: 'event', name: topic }, body, bytes);
  }

  subscribe(topic: string, listener: (message: unknown, bytes: Uint8Array | undefined) => void): () => void {
    return this.#subscribers.add(topic, listener);
  }

  onGap(listener: (from: string) => void): () => void {
    return addTo(this.#onGap, listener);
  }

  /** The way to the others is gone. Returns the function that ends the subscription. */
  onDown(listener: () => void): () => void {
    return addTo(this.#onDown, listener);
  }

  handle(name: string, handler: (parcel: Parcel, from: string) => Promise<Parcel>): void {
    this.#handlers.add(name, handler);
  }

  async call(nodeId: string, name: string, { data, bytes }: Parcel): Promise<Parcel> {
    if (this.#closed) throw new AppError('unavailable');
    const id = (this.#calls += 1);
    const body = data === undefined ? '' : JSON.stringify(data);
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#pending.delete(id);
      };
      const refuse = (): void => {
        settle();
        reject(new AppError('unavailable'));
      };
      const answered = (answer: Answer): void => {
        settle();
        try {
          resolve(opened(answer));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(refuse, answerWithin);
      this.#pending.set(id, { nodeId, answered, refuse });
      const head: Head = { from: this.#self, place: 0, kind: 'call', name, id };
      if (nodeId === this.#self) this.#line.add(() => this.#handle({ head, body, bytes }));
      else this.#sendTo(nodeId, head, body, bytes).catch(refuse);
    });
  }

  /** Nothing more comes from that node: whoever waits for an answer of it waits no longer. */
  forget(nodeId: string): void {
    this.#places.forget(nodeId);
    this.#refuse((pending) => pending.nodeId === nodeId);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#refuse(() => true);
    await this.#line.idle();
    this.#subscribers.clear();
    await this.#link.close();
  }

  #channelOf(nodeId: string): string {
    return `${this.#prefix}:node:${nodeId}`;
  }

  /** What is lost here is found missing by its place. */
  #send(channel: string, head: Head, body = '', bytes?: Uint8Array): void {
    this.#link.publish(channel, encodeFrame({ head, body, bytes })).catch((error: unknown) => {
      this.#log.debug({ err: error, kind: head.kind }, 'a frame was not sent');
    });
  }

  /** Rejects when it was not sent, or nobody was there to hear it. */
  async #sendTo(nodeId: string, head: Head, body: string, bytes?: Uint8Array): Promise<void> {
    const placed = { ...head, place: this.#places.nextTo(nodeId) };
    const heard = await this.#link.publish(
      this.#channelOf(nodeId),
      encodeFrame({ head: placed, body, bytes }),
    );
    if (heard === 0) throw new Error('the other node does not listen');
  }

  #received(channel: string, raw: Buffer): void {
    try {
      const frame = decodeFrame(raw);
      const { from, kind, place } = frame.head;
      if (kind === 'beat') this.#link.alive();
      if (from === this.#self) return;
      const way = channel === this.#toAll ? 'all' : 'one';
      if (place > 0 && !this.#places.arrived(from, way, place)) this.#gap(from);
      this.#handle(frame);
    } catch (error) {
      this.#log.error({ err: error, channel }, 'a frame of another node could not be handled');
    }
  }

  #handle({ head, body, bytes }: Frame): void {
    const { from, kind, name = '', id = 0 } = head;
    switch (kind) {
      case 'event':
        this.#subscribers.deliver(name, body, bytes);
        break;
      case 'call':
        void this.#handlers
          .answer(name, parcelOf(body, bytes), from)
          .then((answer) => this.#answer(from, id, answer));
        break;
      case 'answer':
        this.#answered(head, body, bytes);
        break;
      case 'hello':
        this.#compare(from, sentBody.parse(JSON.parse(body)));
        this.#tell(this.#channelOf(from), 'sync');
        break;
      case 'sync':
        this.#compare(from, sentBody.parse(JSON.parse(body)));
        break;
      case 'beat':
        break;
    }
  }

  #answer(to: string, id: number, answer: Answer): void {
    const head: Head = { from: this.#self, place: 0, kind: 'answer', id };
    const said = answer.ok ? answer.parcel : { data: answer.details };
    const body = said.data === undefined ? '' : JSON.stringify(said.data);
    const bytes = answer.ok ? answer.parcel.bytes : undefined;
    const coded = answer.ok ? head : { ...head, code: answer.code };
    // To itself, behind whatever the handler has published.
    if (to === this.#self) this.#line.add(() => this.#answered(coded, body, bytes));
    else this.#sendTo(to, coded, body, bytes).catch(() => undefined);
  }

  #answered({ from, id = 0, code }: Head, body: string, bytes: Uint8Array | undefined): void {
    const pending = this.#pending.get(id);
    if (pending?.nodeId !== from) return;
    const parcel = parcelOf(body, bytes);
    pending.answered(code === undefined ? { ok: true, parcel } : { ok: false, code, details: parcel.data });
  }

  #compare(from: string, { toAll, toEach }: Sent): void {
    const isAll = [
      this.#places.reached(from, 'all', toAll),
      this.#places.reached(from, 'one', toEach[this.#self] ?? 0),
    ];
    if (isAll.includes(false)) this.#gap(from);
  }

  /** Says how much this node has sent. It has no place itself: that somebody was not there to hear it is no gap. */
  #tell(channel: string, kind: 'hello' | 'sync'): void {
    const sent: Sent = { toAll: this.#places.sentToAll, toEach: this.#places.sentToEach() };
    this.#send(channel, { from: this.#self, place: 0, kind }, JSON.stringify(sent));
  }

  /** There, or there again: the others hear what this node has sent, and answer what they have. */
  #up(): void {
    this.#tell(this.#toAll, 'hello');
  }

  #down(): void {
    this.#refuse(() => true);
    for (const listener of [...this.#onDown]) listener();
  }

  #gap(from: string): void {
    this.#log.warn({ from }, 'something that another node sent was missed');
    // The answer may be what was missed.
    this.#refuse((pending) => pending.nodeId === from);
    for (const listener of [...this.#onGap]) {
      try {
        listener(from);
      } catch (error) {
        this.#log.error({ err: error }, 'a listener of gaps failed');
      }
    }
  }

  #refuse(which: (pending: Pending) => boolean): void {
    for (const pending of [...this.#pending.values()]) {
      if (which(pending) && (pending.nodeId !== this.#self || this.#closed)) pending.refuse();
    }
  }
}

function parcelOf(body: string, bytes: Uint8Array | undefined): Parcel {
  const data: unknown = body === '' ? undefined : JSON.parse(body);
  return { data, ...(bytes === undefined ? {} : { bytes }) };
}

function addTo<T>(set: Set<T>, listener: T): () => void {
  set.add(listener);
  return () => void set.delete(listener);
}
