import type { Fault, FaultContext } from './fault.ts';
import { Untouched } from './support/back.ts';

/** By how much the clock steps, there and back, in milliseconds. */
const STEPS_MS = [3_600_000, -3_600_000, -3_600_000, 3_600_000];
/** Between steps, in milliseconds: longer than a ping's interval and its timeout. */
const HOLD_MS = 20_000;
const SHORT_HOLD_MS = 2_000;

async function run(context: FaultContext): Promise<void> {
  const all = await context.runningClass();
  const untouched = new Untouched(context);
  const refusals: string[] = [];
  const holdMs = context.sizes.rounds > 1 ? HOLD_MS : SHORT_HOLD_MS;
  let commands = 0;
  const command = async (name: string, input: unknown): Promise<void> => {
    commands += 1;
    const { outcome } = await all.command('lecturer', 0, name, input);
    if (outcome !== 'ok') refusals.push(`${name}: ${outcome}`);
  };
  const rounds = Math.max(STEPS_MS.length, context.sizes.rounds + (context.sizes.rounds % 4));
  for (let round = 0; round < rounds; round++) {
    const seen = await all.disturb(async () => {
      await all.server.ask({ fault: 'clock', ms: STEPS_MS[round % STEPS_MS.length] ?? 0 });
      await command('stage.arrange', { layout: round % 2 === 0 ? 'grid' : 'auto' });
      await new Promise((resolve) => setTimeout(resolve, holdMs));
      await command('stage.arrange', { layout: round % 2 === 0 ? 'auto' : 'grid' });
    }, 10_000);
    untouched.add(seen);
  }
  if (refusals.length > 0) context.progress(refusals.join(', '));
  const limit = { atMost: 0 };
  context.measure({ metric: 'refused', value: refusals.length, unit: 'commands', n: commands, limit });
  untouched.measure();
}

export const clockStep: Fault = {
  summary: "the server's clock steps by an hour, there and back: nobody drops, pictures and commands go on",
  run,
};
