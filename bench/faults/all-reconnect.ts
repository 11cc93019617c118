import type { Fault } from './fault.ts';
import { Backs } from './support/back.ts';

const WAIT_MS = 45_000;

export const allReconnect: Fault = {
  summary: 'all sockets drop in the same moment: everybody is back within 15 s',
  run: async (context) => {
    const all = await context.runningClass();
    const backs = new Backs(context);
    for (let round = 0; round < context.sizes.rounds; round++)
      backs.add(await all.disturb(() => all.dropAll(), WAIT_MS));
    backs.measure(15);
  },
};
