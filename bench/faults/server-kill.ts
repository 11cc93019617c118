import type { Fault } from './fault.ts';
import { Backs } from './support/back.ts';

const WAIT_MS = 60_000;

export const serverKill: Fault = {
  summary:
    'kill -9 of the server in class: everybody is back within 20 s, in the live lesson, with its picture',
  run: async (context) => {
    const all = await context.runningClass();
    const backs = new Backs(context);
    for (let round = 0; round < context.sizes.rounds; round++) {
      backs.add(
        await all.disturb(async () => {
          await all.server.kill();
          await all.server.restart();
        }, WAIT_MS),
      );
    }
    backs.measure(20);
  },
};
