import type { Logger } from '../lib/logger.ts';
import type { Bus } from './port.ts';

type Listener = (message: unknown, bytes: Uint8Array | undefined) => void;

interface Waiting {
  topic: string;
  encoded: string;
  bytes: Uint8Array | undefined;
}

/**
 * The bus of a single node. It behaves like one between nodes: a message is encoded when it is published, so that what
 * changes afterwards does not travel, and listeners run later, never inside `publish`.
 */
export function createLocalBus(log: Logger): Bus {
  const listeners = new Map<string, Set<Listener>>();
  let waiting: Waiting[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;

  const deliver = ({ topic, encoded, bytes }: Waiting): void => {
    for (const listener of [...(listeners.get(topic) ?? [])]) {
      try {
        const message: unknown = JSON.parse(encoded);
        listener(message, bytes);
      } catch (error) {
        log.error({ err: error, topic }, 'a listener of the bus failed');
      }
    }
  };

  const drain = async (): Promise<void> => {
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      for (const one of batch) deliver(one);
    }
    draining = undefined;
  };

  return {
    publish(topic, message, bytes) {
      if (closed || !listeners.has(topic)) return;
      waiting.push({ topic, encoded: JSON.stringify(message), bytes });
      draining ??= drain();
    },
    subscribe(topic, listener) {
      // A listener may be subscribed twice; each subscription is its own.
      const own: Listener = (message, bytes) => listener(message, bytes);
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(own));
      return () => {
        set.delete(own);
        if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic);
      };
    },
    async close() {
      closed = true;
      await draining;
      listeners.clear();
    },
  };
}
