import type { Load } from './load.ts';
import { openSession } from './plenum-client.ts';
import { PlenumServer } from './plenum-server.ts';
import { inParallel, negotiated, type System } from './system.ts';

const JOINS_AT_ONCE = 8;

/**
 * Our whole server with a live lesson. The first viewers are the branches' screens; beyond their number, pages of
 * liaisons are taken, which receive the same at the same settings, because a branch has only one screen.
 */
export class PlenumSystem implements System {
  readonly name = 'plenum';
  negotiated = '';
  readonly #load: Load;
  readonly #server: PlenumServer;
  readonly #screens: string[];
  readonly #liaisons: string[];
  #viewers = 0;

  private constructor(load: Load, server: PlenumServer, links: { screens: string[]; liaisons: string[] }) {
    this.#load = load;
    this.#server = server;
    this.#screens = links.screens;
    this.#liaisons = links.liaisons;
  }

  static async create(load: Load, options: { workers: number; seed: number }): Promise<PlenumSystem> {
    const server = await PlenumServer.start({ workers: options.workers, personCongestionControl: false });
    try {
      const links = { screens: await server.tokens('screen'), liaisons: await server.tokens('liaison') };
      const [lecturer] = await server.tokens('lecturer');
      if (lecturer === undefined) throw new Error('the course has no lecturer');
      const system = new PlenumSystem(load, server, links);
      const { baseUrl } = server;
      const session = await openSession(baseUrl, lecturer);
      await load.publishers.call('lecture', { group: system.name, seed: options.seed, baseUrl, session });
      return system;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  get pid(): number {
    return this.#server.pid;
  }

  async addViewers(count: number): Promise<void> {
    await inParallel(count, JOINS_AT_ONCE, () => this.#addViewer());
  }

  async close(): Promise<void> {
    await this.#load.publishers.call('close', { group: this.name });
    await this.#load.closeViewers(this.name);
    await this.#server.close();
  }

  async #addViewer(): Promise<void> {
    const index = this.#viewers++;
    const token = this.#screens[index] ?? this.#liaisons[index % this.#liaisons.length];
    if (token === undefined) throw new Error('the course has no links for viewers');
    const { baseUrl } = this.#server;
    const session = await openSession(baseUrl, token);
    const helper = this.#load.nextViewerHelper(this.name);
    const { consumers } = await helper.call('joinClass', { group: this.name, baseUrl, session });
    this.negotiated = negotiated(consumers);
  }
}
