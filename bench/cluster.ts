import { measureBranches } from './cluster/branches.ts';
import { measureBus } from './cluster/bus.ts';
import { measureFailover } from './cluster/failover.ts';
import { measureMedia } from './cluster/media.ts';
import { measureRedisAway } from './cluster/redis-away.ts';
import type { Bench } from './report.ts';

export const cluster: Bench = {
  summary:
    'what does a class over three nodes cost and lose beside one node, how long is a dead node missed, and do 22,100 branches fit',
  async run(context) {
    await measureBus(context);
    await measureBranches(context);
    await measureFailover(context);
    await measureRedisAway(context);
    await measureMedia(context);
  },
};
