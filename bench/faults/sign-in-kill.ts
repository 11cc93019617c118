import type { Fault } from './fault.ts';
import { monotonicMs } from '../support/sockets-api.ts';
import { Backs } from './support/back.ts';
import { Acknowledged } from './support/storms.ts';

const WAIT_MS = 60_000;

export const signInKill: Fault = {
  summary:
    'kill -9 of the server while people sign in: nothing that was acknowledged is lost or double, the class is back within 20 s',
  run: async (context) => {
    const all = await context.runningClass();
    const storms = await all.storms(context);
    const [backs, acknowledged] = [new Backs(context), new Acknowledged(context)];
    for (let round = 0; round < context.sizes.rounds; round++) {
      let struckAt = 0;
      const strike = async (): Promise<void> => {
        struckAt = monotonicMs();
        await all.server.kill();
      };
      const seen = await all.disturb(async () => {
        acknowledged.add(await storms.signIn({ strike, mend: () => all.server.restart() }));
        return struckAt;
      }, WAIT_MS);
      backs.add(seen);
    }
    acknowledged.measure();
    backs.measure(20);
  },
};
