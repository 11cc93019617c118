import { monotonicMs } from '../../support/sockets-api.ts';
import type { Strike } from '../../support/sign-in-storm.ts';
import type { FaultContext } from '../fault.ts';
import { Backs } from './back.ts';
import { Acknowledged, type Storms } from './storms.ts';

const WAIT_MS = 60_000;
/** Seconds after which everybody is promised to be back. */
const BACK_WITHIN = 20;

/** kill -9 of the server in the middle of a storm, round after round: what was acknowledged is there once, and all come back. */
export async function killInStorm(
  context: FaultContext,
  storm: (storms: Storms, strike: Strike) => Promise<Parameters<Acknowledged['add']>[0]>,
): Promise<void> {
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
      acknowledged.add(await storm(storms, { strike, mend: () => all.server.restart() }));
      return struckAt;
    }, WAIT_MS);
    backs.add(seen);
  }
  acknowledged.measure();
  backs.measure(BACK_WITHIN);
}
