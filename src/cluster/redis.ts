import type { Logger } from '../lib/logger.ts';
import type { Arbiter } from './arbiter.ts';
import { Exchange } from './exchange.ts';
import type { Cluster } from './port.ts';
import { RedisMembers } from './redis-members.ts';
import { RedisOwnership } from './redis-ownership.ts';

export type { Arbiter } from './arbiter.ts';

export interface RedisClusterSettings {
  /** `redis://`, `rediss://`, or `unix://` and the path of a socket. */
  url: string;
  /** The id of this node, by which it stands in the records. */
  self: string;
  arbiter: Arbiter;
  log: Logger;
  /** Told once when this node is fenced: it can write nothing any more, and has to end. */
  fenced: () => void;
}

/**
 * Joins the nodes that share the records and this Redis. Redis carries messages and says who is alive; the records say
 * who runs what. Throws StartError when Redis cannot be used.
 */
export async function createRedisCluster(settings: RedisClusterSettings): Promise<Cluster> {
  const { url, self, arbiter, log } = settings;
  const prefix = `plenum:${await arbiter.scope()}`;
  const exchange = new Exchange({ url, self, prefix, log });
  let isFenced = false;
  const fenced = (): void => {
    if (isFenced) return;
    isFenced = true;
    settings.fenced();
  };
  const members = new RedisMembers({ self, key: `${prefix}:nodes`, exchange, arbiter, log, fenced });
  try {
    await exchange.start();
    await members.start();
    // The first node begins as after any start; what was due meanwhile is looked for by those whose it is.
    if (members.list().length === 1) await arbiter.forgetOrphans();
    for (const suspect of await arbiter.suspects()) members.watch(suspect);
  } catch (error) {
    await members.close();
    await exchange.close();
    throw error;
  }
  const ownership = new RedisOwnership({ members, bus: exchange, calls: exchange, arbiter, log });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    ownership.close();
    await members.close();
    await exchange.close();
  };
  return {
    bus: exchange,
    members,
    ownership,
    calls: exchange,
    close: () => (closing ??= close()),
  };
}
