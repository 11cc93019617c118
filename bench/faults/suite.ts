import { allReconnect } from './all-reconnect.ts';
import { badLine } from './bad-line.ts';
import { clockStep } from './clock-step.ts';
import { cutLine } from './cut-line.ts';
import { diskFull } from './disk-full.ts';
import type { Fault, FaultContext } from './fault.ts';
import { judge, type Sizes, type Verdict } from './figures.ts';
import { lecturerWorker } from './lecturer-worker.ts';
import { powerCut } from './power-cut.ts';
import { secondProcess } from './second-process.ts';
import { serverKill } from './server-kill.ts';
import { serverStop } from './server-stop.ts';
import { signInKill } from './sign-in-kill.ts';
import { stalledLoop } from './stalled-loop.ts';
import { submissionKill } from './submission-kill.ts';
import { RunningClass } from './support/running-class.ts';
import { viewersWorker } from './viewers-worker.ts';
import { wholeDay } from './whole-day.ts';
import { workerLoop } from './worker-loop.ts';
import { writeErrors } from './write-errors.ts';

/** All faults, in the order in which they are run. */
export const faults: Readonly<Record<string, Fault>> = {
  'viewers-worker': viewersWorker,
  'lecturer-worker': lecturerWorker,
  'worker-loop': workerLoop,
  'all-reconnect': allReconnect,
  'stalled-loop': stalledLoop,
  'clock-step': clockStep,
  'second-process': secondProcess,
  'server-kill': serverKill,
  'server-stop': serverStop,
  'sign-in-kill': signInKill,
  'submission-kill': submissionKill,
  'write-errors': writeErrors,
  'disk-full': diskFull,
  'power-cut': powerCut,
  'cut-line': cutLine,
  'bad-line': badLine,
  'whole-day': wholeDay,
};

/** Runs faults one after the other and lends them one class, which is opened when it is first needed. */
export class FaultSuite {
  readonly #sizes: Sizes;
  readonly #progress: (text: string) => void;
  #class: Promise<RunningClass> | undefined;

  constructor(sizes: Sizes, progress: (text: string) => void) {
    this.#sizes = sizes;
    this.#progress = progress;
  }

  /** Every figure of one fault, as soon as it is known. Rejects when the fault could not be done. */
  async run(name: string, fault: Fault, report: (verdict: Verdict) => void): Promise<void> {
    const sizes = this.#sizes;
    const load = `1 lecturer, ${sizes.rooms} branches with media, ${sizes.phones} phones`;
    const context: FaultContext = {
      sizes,
      progress: (text) => this.#progress(`${name}: ${text}`),
      measure: (measured) => report(judge(name, load, measured)),
      runningClass: () => this.#running(),
    };
    try {
      await fault.run(context);
    } catch (error) {
      // Whatever is left of the class would be measured with the next fault.
      await this.close();
      throw error;
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const open = this.#class;
    this.#class = undefined;
    await (await open?.catch(() => undefined))?.close();
  }

  async #running(): Promise<RunningClass> {
    if (!this.#class) {
      this.#progress('a class is opened');
      this.#class = RunningClass.start(this.#sizes);
    }
    const all = await this.#class;
    if (await all.settle(30_000)) return all;
    this.#progress('the class did not come to rest: another one is opened');
    await this.close();
    this.#class = RunningClass.start(this.#sizes);
    return this.#class;
  }
}
