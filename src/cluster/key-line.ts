import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { answerKeyRequest, KeyAsker, readKeyRequest, type Asking } from './key-handover.ts';
import { Link } from './link.ts';

/** Milliseconds for which a node asks: others that start with it need a few seconds until they can answer. */
const askFor = 10_000;
/** Requests that are being looked up in the records at once. The rest is dropped: who asks, asks again every half second. */
const mostAtOnce = 8;

export interface KeyLineSettings {
  /** As of the cluster. */
  url: string;
  log: Logger;
}

/** What a node asks for that lacks the key of its records. */
export interface WantedKey extends Asking {
  /** The key's id, which the records name. */
  keyId: string;
  fits: (key: Uint8Array) => boolean;
}

/** What a node can give. */
export interface KeyHolder {
  keyId: string;
  key(): Uint8Array;
  /** The secret of a node that asks now; undefined when the records know of none. */
  secretOf(id: string): Promise<Uint8Array | undefined>;
}

/**
 * Asks the other nodes for the key of the records, over this Redis. Resolves to undefined when nobody gives it within 10 s of
 * having reached Redis. Throws StartError when Redis cannot be used.
 */
export async function askForKey(
  { url, log }: KeyLineSettings,
  { keyId, fits, ...asking }: WantedKey,
): Promise<Uint8Array | undefined> {
  const asker = new KeyAsker(asking);
  const requests = channelOf(keyId);
  let found: (key: Uint8Array) => void = () => undefined;
  const given = new Promise<Uint8Array>((resolve) => (found = resolve));
  const received = (channel: string, frame: Buffer): void => {
    if (channel === requests) {
      link.alive();
      return;
    }
    try {
      const key = asker.open(frame);
      if (fits(key)) found(key);
    } catch (error) {
      log.warn({ err: error }, 'an answer to the question for the key of the records cannot be used');
    }
  };
  const ask = (): void => void link.publish(requests, asker.request).catch(() => undefined);
  const link = new Link({
    ...{ url, log, received },
    channels: [requests, answersTo(keyId, asking.id)],
    // What looks whether the way is open is the question itself: it comes back, too.
    ...{ look: ask, up: ask, down: () => undefined },
  });
  try {
    await link.start();
    log.info('asking the other nodes for the key of the records');
    return await Promise.race([given, sleep(askFor, undefined, { ref: false })]);
  } finally {
    await link.close();
  }
}

/** Gives the key to nodes that ask for it, until it is closed. Throws StartError when Redis cannot be used. */
export async function giveKey(
  settings: KeyLineSettings,
  holder: KeyHolder,
): Promise<{ close(): Promise<void> }> {
  // Its way to Redis is another one than the cluster's.
  const log = settings.log.child({ line: 'key of the records' });
  const requests = channelOf(holder.keyId);
  const own = answersTo(holder.keyId, newId());
  let running = 0;
  const answer = async (frame: Buffer): Promise<void> => {
    const request = readKeyRequest(frame);
    const secret = await holder.secretOf(request.id);
    if (!secret) {
      // Its question was answered by another node already, or it is none of these records' nodes.
      log.info(
        { request: request.id },
        'a question for the key of the records is not one of a node that starts',
      );
      return;
    }
    await link.publish(answersTo(holder.keyId, request.id), answerKeyRequest(request, secret, holder.key()));
    log.info({ request: request.id }, 'gave the key of the records to a node that starts');
  };
  const received = (channel: string, frame: Buffer): void => {
    if (channel === own) {
      link.alive();
      return;
    }
    if (running >= mostAtOnce) return;
    running += 1;
    answer(frame)
      .catch((error: unknown) => log.warn({ err: error }, 'the key of the records was not given'))
      .finally(() => (running -= 1));
  };
  const link = new Link({
    ...{ url: settings.url, log, received },
    channels: [requests, own],
    look: () => void link.publish(own, Buffer.alloc(0)).catch(() => undefined),
    up: () => undefined,
    down: () => undefined,
  });
  await link.start();
  return link;
}

/** Where nodes ask that lack this key. Its id tells nothing of the key. */
function channelOf(keyId: string): string {
  return `plenum:records-key:${keyId}`;
}

function answersTo(keyId: string, id: string): string {
  return `${channelOf(keyId)}:${id}`;
}
