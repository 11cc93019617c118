import type { Fault } from './fault.ts';
import { killInStorm } from './support/storm-kill.ts';

export const submissionKill: Fault = {
  summary:
    'kill -9 of the server while people answer and hand in: nothing that was acknowledged is lost, double or wrong, the class is back within 20 s',
  run: (context) =>
    killInStorm(context, async (storms, strike) => {
      const result = await storms.handIn(strike);
      return { ...result, acknowledged: result.answers + result.done };
    }),
};
