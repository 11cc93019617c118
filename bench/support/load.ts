import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { Helper } from './child.ts';
import { usageOf } from './cpu.ts';
import { publishersApi, viewersApi } from './load-api.ts';
import type { LocalDtlsParameters, TransportParameters } from './peer.ts';

/** Viewers that one process carries at 200 packets/s each with half a core to spare. */
const VIEWERS_PER_PROCESS = 330;

type ConnectInput = z.input<(typeof viewersApi)['connect']['input']>;

/** Path of a helper program next to this file. */
export function helperPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

export interface LoadWindow {
  perViewer: { received: number; spanned: number }[];
  latenciesMs: number[];
  /** Sampled packets that were not what the publisher sent. */
  rejected: number;
}

/** The load's processes: one that publishes, and as many with viewers as their number asks for. */
export class Load {
  readonly publishers = new Helper(publishersApi, helperPath('publishers-main.ts'));
  readonly #viewers: Helper<typeof viewersApi>[] = [];
  /** Viewers of each group; they fill the processes in turn, the same for every group. */
  readonly #counts = new Map<string, number>();

  /** The process for a group's next viewer. */
  nextViewerHelper(group: string): Helper<typeof viewersApi> {
    const count = this.#counts.get(group) ?? 0;
    this.#counts.set(group, count + 1);
    const index = Math.floor(count / VIEWERS_PER_PROCESS);
    const helper = this.#viewers[index] ?? new Helper(viewersApi, helperPath('viewers-main.ts'));
    this.#viewers[index] = helper;
    return helper;
  }

  /** Connects one viewer; `open` makes its transport and consumers on the server. */
  async connectViewer(
    group: string,
    open: (dtls: LocalDtlsParameters) => Promise<{
      transport: TransportParameters;
      consumers: ConnectInput['consumers'];
    }>,
  ): Promise<void> {
    const helper = this.nextViewerHelper(group);
    const { transport, consumers } = await open(await helper.call('identity', {}));
    await helper.call('connect', { group, transport, consumers });
  }

  async beginWindow(group: string): Promise<void> {
    await Promise.all(this.#viewers.map((helper) => helper.call('beginWindow', { group })));
  }

  async endWindow(group: string): Promise<LoadWindow> {
    const parts = await Promise.all(this.#viewers.map((helper) => helper.call('endWindow', { group })));
    return {
      perViewer: parts.flatMap(({ viewers }) => viewers),
      latenciesMs: parts.flatMap(({ latenciesMs }) => latenciesMs),
      rejected: parts.reduce((sum, { rejected }) => sum + rejected, 0),
    };
  }

  /** CPU seconds of each process of the load so far. */
  cpuSeconds(): number[] {
    return [this.publishers, ...this.#viewers].map(({ pid }) => usageOf(pid).cpuSeconds);
  }

  async closeViewers(group: string): Promise<void> {
    this.#counts.delete(group);
    await Promise.all(this.#viewers.map((helper) => helper.call('close', { group })));
  }

  async close(): Promise<void> {
    await Promise.all([this.publishers.close(), ...this.#viewers.map((helper) => helper.close())]);
  }
}
