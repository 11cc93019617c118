import type { Fault } from './fault.ts';
import { killInStorm } from './support/storm-kill.ts';

export const signInKill: Fault = {
  summary:
    'kill -9 of the server while people sign in: nothing that was acknowledged is lost or double, the class is back within 20 s',
  run: (context) => killInStorm(context, (storms, strike) => storms.signIn(strike)),
};
