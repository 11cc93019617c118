import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Exchange } from '../../src/cluster/exchange.ts';
import { createLocalBus } from '../../src/cluster/local.ts';
import type { Bus } from '../../src/cluster/port.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { serveParent } from '../support/child.ts';
import { openAdapterBus } from './adapter-bus.ts';
import { busNodeApi } from './bus-node-api.ts';

const topic = 'signaling.fanout';
/** As long as an announcement with its envelope is. */
const text = '示例公告'.repeat(40);
const message = z.object({ at: z.number() });

const log = createLogger({ level: 'warn', pretty: false });
const started: { publish?: (message: unknown) => void } = {};
let delays: number[] = [];
let cpu = process.cpuUsage();

/** One clock for all processes of this machine; ms. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;
const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

async function openExchange(redis: { url: string; prefix: string }): Promise<Exchange> {
  const exchange = new Exchange({ ...redis, self: newId(), log });
  await exchange.start();
  return exchange;
}

serveParent(busNodeApi, {
  start: async ({ redis, adapter }) => {
    const heard = (received: unknown): void => void delays.push(now() - message.parse(received).at);
    if (redis && adapter) {
      const bus = await openAdapterBus(redis.url);
      bus.subscribe(heard);
      started.publish = (what) => bus.publish(what);
      return {};
    }
    const bus: Bus = redis ? await openExchange(redis) : createLocalBus(log);
    bus.subscribe(topic, heard);
    started.publish = (what) => bus.publish(topic, what);
    return {};
  },
  publish: async ({ times, perSecond }) => {
    const before = process.cpuUsage();
    const from = now();
    for (let index = 0; index < times; index += 1) {
      const wait = from + (index * 1000) / perSecond - now();
      if (wait > 1) await sleep(wait);
      started.publish?.({
        at: now(),
        audiences: ['lesson:1'],
        kind: 'event',
        data: { seq: index, text },
      });
    }
    // Until the last has left.
    await sleep(50);
    return { cpuUs: cpuSince(before) };
  },
  heard: async () => {
    const answer = { delays, cpuUs: cpuSince(cpu) };
    delays = [];
    cpu = process.cpuUsage();
    return answer;
  },
});
