import type { Logger } from '../lib/logger.ts';
import type { Bus } from './port.ts';

type Listener = (message: unknown) => void;

/**
 * The bus of a single node. It behaves like one between nodes: a message is encoded when it is published, so that what
 * changes afterwards does not travel, and listeners run later, never inside `publish`.
 */
export function createLocalBus(log: Logger): Bus {
  const listeners = new Map<string, Set<Listener>>();
  let waiting: { topic: string; encoded: string }[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;

  const deliver = (topic: string, encoded: string): void => {
    for (const listener of [...(listeners.get(topic) ?? [])]) {
      try {
        const message: unknown = JSON.parse(encoded);
        listener(message);
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
      for (const { topic, encoded } of batch) deliver(topic, encoded);
    }
    draining = undefined;
  };

  return {
    publish(topic, message) {
      if (closed || !listeners.has(topic)) return;
      waiting.push({ topic, encoded: JSON.stringify(message) });
      draining ??= drain();
    },
    subscribe(topic, listener) {
      // A listener may be subscribed twice; each subscription is its own.
      const own: Listener = (message) => listener(message);
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
