import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultContext } from '../fault.ts';
import { Untouched } from './back.ts';
import type { RunningClass } from './running-class.ts';
import { Acknowledged } from './storms.ts';

/** The records have to take what they are given again within so many seconds after the trouble. */
const AGAIN_S = 20;
const READY_WITHIN_MS = 60_000;

/** Trouble with the records that passes. */
export interface Trouble {
  begin: () => void | Promise<void>;
  end: () => void | Promise<void>;
}

async function isReady(baseUrl: string): Promise<boolean> {
  const answer = await fetch(`${baseUrl}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(
    () => undefined,
  );
  return answer?.ok === true;
}

/**
 * The records cannot be written for a while, in the middle of a sign-in storm and of an exam. Everything that was
 * acknowledged, also meanwhile, has to be on record; the class goes on; the same process takes records again afterwards.
 */
export async function troubleWithRecords(
  context: FaultContext,
  all: RunningClass,
  trouble: Trouble,
): Promise<void> {
  const { server } = all;
  const storms = await all.storms(context);
  const [signIns, submissions] = [new Acknowledged(context), new Acknowledged(context)];
  const untouched = new Untouched(context);
  const againS: number[] = [];
  const { pid } = server;
  const strike = async (): Promise<void> => {
    await trouble.begin();
    await sleep(context.sizes.troubleMs);
  };
  const mend = async (): Promise<void> => {
    await trouble.end();
    const since = performance.now();
    while (!(await isReady(server.baseUrl)) && performance.now() - since < READY_WITHIN_MS) await sleep(50);
    againS.push((performance.now() - since) / 1000);
  };
  try {
    for (let round = 0; round < context.sizes.rounds; round++) {
      const seen = await all.disturb(async () => {
        signIns.add(await storms.signIn({ strike, mend }));
        const result = await storms.handIn({ strike, mend });
        submissions.add({ ...result, acknowledged: result.answers + result.done });
      }, 10_000);
      untouched.add(seen);
    }
  } finally {
    await trouble.end();
  }
  signIns.measure('sign_ins_');
  submissions.measure('answers_');
  const n = againS.length;
  const { measure } = context;
  measure({ metric: 'again_s', value: Math.max(...againS), unit: 's', n, limit: { atMost: AGAIN_S } });
  const restarts = server.pid === pid ? 0 : 1;
  measure({ metric: 'server_restarts', value: restarts, unit: 'restarts', n, limit: { atMost: 0 } });
  untouched.measure();
}
