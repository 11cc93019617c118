import { performance } from 'node:perf_hooks';
import type { MediaService } from '../service.ts';
import type { MediaMembers } from './nodes.ts';

const REPORT_MS = 2_000;
/** A change smaller than this is nobody's business. */
const WORTH_TELLING = 0.005;

/** What a worker had used up at the last change of its figures, which are sampled every few seconds. */
interface Used {
  pid: number;
  cpuMs: number;
  at: number;
  share: number;
}

/**
 * Tells the other nodes how full this one is: the largest of three shares. Seats: viewers of those that the workers take at
 * most. Processor: of one core each, the mean of the workers, as newcomers go to the emptiest; packets are in it, since
 * forwarding them is all that a worker does. Event loop: how busy the one thread is that serves sockets and commands.
 */
export class LoadReport {
  readonly #local: MediaService;
  readonly #members: MediaMembers;
  readonly #used = new Map<number, Used>();
  readonly #timer: NodeJS.Timeout;
  #loop = performance.eventLoopUtilization();
  #told = 0;

  constructor(local: MediaService, members: MediaMembers) {
    this.#local = local;
    this.#members = members;
    this.#timer = setInterval(() => this.#report(), REPORT_MS).unref();
  }

  /** 0 to 1. */
  #load(): number {
    const now = performance.now();
    const workers = this.#local.stats();
    const cpu = workers.reduce((sum, one) => sum + this.#share(one, now), 0) / Math.max(1, workers.length);
    const loop = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(loop, this.#loop);
    this.#loop = loop;
    return Math.min(1, Math.max(this.#local.seatShare(), cpu, utilization));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #report(): void {
    const load = this.#load();
    if (Math.abs(load - this.#told) < WORTH_TELLING) return;
    this.#told = load;
    this.#members.announce({ load });
  }

  #share({ index, pid, userMs, systemMs }: ReturnType<MediaService['stats']>[number], now: number): number {
    const cpuMs = userMs + systemMs;
    const last = this.#used.get(index);
    if (last?.pid === pid && last.cpuMs === cpuMs) return last.share;
    const share = last?.pid === pid ? Math.min(1, (cpuMs - last.cpuMs) / (now - last.at)) : 0;
    this.#used.set(index, { pid, cpuMs, at: now, share });
    return share;
  }
}
