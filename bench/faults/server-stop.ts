import type { Fault } from './fault.ts';
import { Backs } from './support/back.ts';

const WAIT_MS = 60_000;

export const serverStop: Fault = {
  summary:
    'SIGTERM in class and a start: everybody is told, the process ends with 0, everybody is back within 20 s',
  run: async (context) => {
    const all = await context.runningClass();
    const backs = new Backs(context);
    const stops: number[] = [];
    let [unclean, unwarned] = [0, 0];
    for (let round = 0; round < context.sizes.rounds; round++) {
      const seen = await all.disturb(async () => {
        const since = performance.now();
        if ((await all.server.stop()) !== 0) unclean += 1;
        stops.push((performance.now() - since) / 1000);
        await all.server.restart();
      }, WAIT_MS);
      unwarned += seen.sights.filter(({ after }) => !after.warned).length;
      backs.add(seen);
    }
    const n = context.sizes.rounds;
    const { measure } = context;
    measure({ metric: 'stop_s', value: Math.max(...stops), unit: 's', n, limit: { atMost: 10 } });
    measure({ metric: 'unclean_exits', value: unclean, unit: 'exits', n, limit: { atMost: 0 } });
    measure({ metric: 'not_told', value: unwarned, unit: 'members', n, limit: { atMost: 0 } });
    backs.measure(20);
  },
};
