import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type RedisClientOptions } from '@redis/client';
import { StartError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

/** Milliseconds between two looks at whether the way through Redis and back is open. */
const lookEvery = 500;
/** So many looks without an answer, and the connections are made anew. */
const patience = 4;
/** Milliseconds that opening a connection may take. */
const connectWithin = 1_500;
/** Milliseconds that a start waits for a Redis that is not there yet: both may have been switched on together. */
const startWithin = 30_000;
/**
 * Bytes on their way to Redis, beyond which nothing more is sent: more than a second of a fast network's. A Redis
 * that takes in nothing must not fill this process's memory.
 */
const mostWaiting = 64 * 1024 * 1024;

/** Milliseconds for what is still to be sent when this node leaves. */
const goodbyeWithin = 1_000;

export interface LinkSettings {
  /** `redis://`, `rediss://`, or `unix://` and the path of a socket. */
  url: string;
  log: Logger;
  /** Where frames for this node arrive. */
  channels: readonly string[];
  received: (channel: string, frame: Buffer) => void;
  /** Publishes something that comes back to this node by `received`, whose answer is `alive()`. */
  look: () => void;
  /** The way is open: for the first time, or again. */
  up: () => void;
  /** The way is gone. What is sent meanwhile is lost. */
  down: () => void;
}

type Client = ReturnType<typeof clientFor>;

/** The two connections of one life: both are replaced when one of them fails, so that what arrives keeps its order. */
interface Life {
  publisher: Client;
  subscriber: Client;
  missed: number;
  waiting: number;
}

/**
 * This node's way to Redis and back. It is made anew for as long as it takes, without the client's own queue and
 * resubscription: what could not be sent in time is dropped here and counted by whoever sends.
 */
export class Link {
  readonly #settings: LinkSettings;
  #life: Life | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(settings: LinkSettings) {
    this.#settings = settings;
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  /** Throws StartError when Redis refuses us, or cannot be reached within 30 s. */
  async start(): Promise<void> {
    const deadline = performance.now() + startWithin;
    for (;;) {
      try {
        await this.#connect();
        break;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // A Redis that answers and says no will not be persuaded by another attempt; one that still reads its data will.
        const refused = /^(NOAUTH|WRONGPASS|NOPERM|ERR)/.test(reason);
        if (refused || performance.now() > deadline) {
          throw new StartError(`Redis cannot be used (${reason}). Check redis.url and that Redis runs.`, {
            cause: error,
          });
        }
        this.#settings.log.warn({ reason }, 'Redis cannot be reached yet; it is tried again');
        await sleep(pause());
      }
    }
    this.#timer = setInterval(() => this.#look(), lookEvery);
  }

  /** Resolves to how many nodes got it. Rejects at once while the way is gone; may have been sent when it rejects later. */
  async publish(channel: string, frame: Buffer): Promise<number> {
    const life = this.#life;
    if (!life) throw new Error('there is no way to Redis');
    if (life.waiting + frame.length > mostWaiting) throw new Error('Redis takes in nothing');
    life.waiting += frame.length;
    try {
      return await life.publisher.publish(channel, frame);
    } finally {
      life.waiting -= frame.length;
    }
  }

  /** Writes one field of a hash, which is forgotten when nobody writes to it for `keepMs`, and reads all of it. */
  async exchange(key: string, field: string, value: string, keepMs: number): Promise<Map<string, string>> {
    const [, , all] = await this.#publisher()
      .multi()
      .hSet(key, field, value)
      .pExpire(key, keepMs)
      .hGetAll(key)
      .execTyped();
    return new Map(Object.entries(all));
  }

  async remove(key: string, field: string): Promise<void> {
    await this.#publisher().hDel(key, field);
  }

  /** What `look` sent has come back. */
  alive(): void {
    if (this.#life) this.#life.missed = 0;
  }

  /** What was sent before is still sent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const life = this.#life;
    this.#life = undefined;
    if (!life) return;
    await Promise.race([
      life.publisher.close().catch(() => undefined),
      sleep(goodbyeWithin, undefined, { ref: false }),
    ]);
    end(life);
  }

  #publisher(): Client {
    if (!this.#life) throw new Error('there is no way to Redis');
    return this.#life.publisher;
  }

  #look(): void {
    const life = this.#life;
    if (!life) return;
    // Looks are counted, not seconds: when this process stood still itself, that is no fault of the way.
    if (life.missed >= patience) {
      this.#lost(life, new Error('Redis does not answer'));
      return;
    }
    life.missed += 1;
    this.#settings.look();
  }

  async #connect(): Promise<void> {
    const { url, channels, received } = this.#settings;
    const life: Life = { publisher: clientFor(url), subscriber: clientFor(url), missed: 0, waiting: 0 };
    const failure: { first?: Error } = {};
    for (const client of [life.publisher, life.subscriber]) {
      client.on('error', (error: Error) => {
        failure.first ??= error;
        this.#lost(life, error);
      });
    }
    try {
      await Promise.all([life.publisher.connect(), life.subscriber.connect()]);
      const listener = (frame: Buffer, channel: Buffer): void => {
        if (this.#life === life) received(channel.toString(), frame);
      };
      await life.subscriber.subscribe([...channels], listener, true);
      if (failure.first !== undefined) throw failure.first;
    } catch (error) {
      end(life);
      throw error;
    }
    if (this.#closed) {
      end(life);
      return;
    }
    this.#life = life;
    this.#settings.up();
  }

  #lost(life: Life, error: unknown): void {
    if (this.#life !== life) return;
    this.#life = undefined;
    end(life);
    this.#settings.log.error({ err: error }, 'the way to Redis is gone');
    this.#settings.down();
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    while (!this.#closed) {
      await sleep(pause(), undefined, { ref: false });
      try {
        await this.#connect();
        this.#settings.log.info('the way to Redis is open again');
        return;
      } catch (error) {
        this.#settings.log.debug({ err: error }, 'Redis is not back yet');
      }
    }
  }
}

function clientFor(url: string) {
  const common = { connectTimeout: connectWithin, reconnectStrategy: false } as const;
  const options: RedisClientOptions = url.startsWith('unix:')
    ? { socket: { path: decodeURIComponent(new URL(url).pathname), tls: false, ...common } }
    : { url, socket: common };
  return createClient({ ...options, disableOfflineQueue: true, RESP: 2 });
}

function end({ publisher, subscriber }: Life): void {
  for (const client of [publisher, subscriber]) {
    try {
      client.destroy();
    } catch {
      // It says so when it was closed already.
    }
  }
}

/** Milliseconds to the next attempt: short, because a class waits, and spread, because all nodes have lost Redis at once. */
function pause(): number {
  return 100 + Math.random() * 200;
}
