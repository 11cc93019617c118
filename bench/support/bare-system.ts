import { bareApi } from './bare-api.ts';
import { Helper } from './child.ts';
import { helperPath, type Load } from './load.ts';
import { inParallel, negotiated, type System } from './system.ts';

const JOINS_AT_ONCE = 8;

/** Bare mediasoup with a lecturer, see bare-mediasoup.ts. */
export class BareSystem implements System {
  readonly name = 'bare-mediasoup';
  negotiated = '';
  readonly #load: Load;
  readonly #helper = new Helper(bareApi, helperPath('bare-mediasoup.ts'));

  private constructor(load: Load) {
    this.#load = load;
  }

  static async create(load: Load, options: { workers: number; seed: number }): Promise<BareSystem> {
    const system = new BareSystem(load);
    await system.#helper.call('start', { workers: options.workers });
    const dtlsParameters = await load.publishers.call('identity', {});
    const transport = await system.#helper.call('publish', { dtlsParameters });
    await load.publishers.call('connect', { group: system.name, seed: options.seed, transport });
    await system.#helper.call('produce', {});
    return system;
  }

  get pid(): number {
    return this.#helper.pid;
  }

  async addViewers(count: number): Promise<void> {
    await inParallel(count, JOINS_AT_ONCE, () => this.#addViewer());
  }

  async close(): Promise<void> {
    await this.#load.publishers.call('close', { group: this.name });
    await this.#load.closeViewers(this.name);
    await this.#helper.close();
  }

  async #addViewer(): Promise<void> {
    let viewerId = '';
    await this.#load.connectViewer(this.name, async (dtlsParameters) => {
      const opened = await this.#helper.call('view', { dtlsParameters });
      ({ viewerId } = opened);
      this.negotiated = negotiated(opened.consumers);
      return opened;
    });
    await this.#helper.call('resume', { viewerId });
  }
}
