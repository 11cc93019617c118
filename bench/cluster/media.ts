import { median, rounded, type BenchContext } from '../report.ts';
import { Helper } from '../support/child.ts';
import { helperPath, Load } from '../support/load.ts';
import { measureWindow, type Measured } from '../support/measure.ts';
import { inParallel, negotiated, type System } from '../support/system.ts';
import { mediaNodesApi } from './media-nodes-api.ts';

const NODES = 3;
const VIEWERS_PER_NODE = 221;
const SEED = 20_240_707;
const JOINS_AT_ONCE = 8;
/**
 * The picture comes five times a second instead of 25: 80 packets a second for each viewer. 663 viewers of the whole picture,
 * with the load beside them, are more than the two cores of the machine on which this must run.
 */
const FRAME_MS = 200;
/** A node is given up when it was not heard of for so long. */
const LEASE_MS = 2_500;

const load = (nodes: number) =>
  `1 lecturer (VP8 0.3 Mbps at 5 frames/s, Opus), ${nodes} nodes of 1 worker, ` +
  `${VIEWERS_PER_NODE} WebRTC viewers each, 80 packets/s each`;

/** A class over one node or several, without what is not media. */
class MediaNodes implements System {
  readonly name: string;
  negotiated = '';
  readonly #load: Load;
  readonly #helper = new Helper(mediaNodesApi, helperPath('../cluster/media-nodes-main.ts'));

  private constructor(load: Load, name: string) {
    this.#load = load;
    this.name = name;
  }

  static async create(load: Load, nodes: number): Promise<MediaNodes> {
    const system = new MediaNodes(load, nodes === 1 ? 'one-node' : `${nodes}-nodes`);
    await system.#helper.call('start', { nodes });
    const dtlsParameters = await load.publishers.call('identity', {});
    const transport = await system.#helper.call('publish', { dtlsParameters });
    const group = system.name;
    await load.publishers.call('connect', { group, seed: SEED, transport, frameMs: FRAME_MS });
    await system.#helper.call('produce', {});
    return system;
  }

  get pid(): number {
    return this.#helper.pid;
  }

  async addViewers(count: number): Promise<void> {
    await inParallel(count, JOINS_AT_ONCE, async () => {
      await this.#open(this.name, (dtlsParameters) => this.#helper.call('view', { dtlsParameters }));
    });
  }

  async spread(): Promise<number[]> {
    return (await this.#helper.call('spread', {})).viewers;
  }

  /**
   * Kills the last node; each of its viewers opens anew as soon as it is told.
   *
   * @returns seconds from the kill until the last of them had packets again, and how many they were
   */
  async failOver(): Promise<{ seconds: number; viewers: number }> {
    const group = `${this.name}-again`;
    await this.#load.publishers.call('start', { group: this.name });
    const begin = performance.now();
    const { viewerIds } = await this.#helper.call('kill', { leaseMs: LEASE_MS });
    await inParallel(viewerIds.length, JOINS_AT_ONCE, async (index) => {
      const viewerId = viewerIds[index] ?? '';
      await this.#open(group, (dtlsParameters) =>
        this.#helper.call('viewAgain', { viewerId, dtlsParameters }),
      );
    });
    for (;;) {
      const { perViewer } = await this.#load.endWindow(group);
      if (perViewer.length === viewerIds.length && perViewer.every(({ received }) => received > 0)) break;
      if (performance.now() - begin > 60_000) throw new Error('viewers of a dead node did not come back');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const seconds = (performance.now() - begin) / 1000;
    await this.#load.publishers.call('stop', { group: this.name });
    await this.#load.closeViewers(group);
    return { seconds, viewers: viewerIds.length };
  }

  async close(): Promise<void> {
    await this.#load.publishers.call('close', { group: this.name });
    await this.#load.closeViewers(this.name);
    await this.#helper.close();
  }

  async #open(
    group: string,
    open: (
      dtls: Parameters<Parameters<Load['connectViewer']>[1]>[0],
    ) => ReturnType<Helper<typeof mediaNodesApi>['call']>,
  ): Promise<void> {
    let viewerId = '';
    await this.#load.connectViewer(group, async (dtlsParameters) => {
      const opened = mediaNodesApi.view.output.parse(await open(dtlsParameters));
      ({ viewerId } = opened);
      this.negotiated = negotiated(opened.consumers);
      return opened;
    });
    await this.#helper.call('resume', { viewerId });
  }
}

/** What media over several nodes costs per packet beside one node, what is delivered, and how long a dead node is missed. */
export async function measureMedia(context: BenchContext): Promise<void> {
  const loaded = new Load();
  const systems: MediaNodes[] = [];
  try {
    for (const nodes of [1, NODES]) {
      const system = await MediaNodes.create(loaded, nodes);
      systems.push(system);
      await system.addViewers(nodes * VIEWERS_PER_NODE);
      context.progress(`${system.name}: viewers ${(await system.spread()).join(', ')}`);
    }
    const [one, many] = systems;
    if (!one || !many) throw new Error('two were started');
    if (one.negotiated !== many.negotiated) throw new Error('not comparable: the viewers differ');
    await compare(context, loaded, one, many);
    const { seconds, viewers } = await many.failOver();
    context.report({
      bench: 'cluster',
      metric: 'viewer_failover_s',
      value: rounded(seconds),
      unit: 's',
      n: viewers,
      load: `${load(NODES)}; one node killed, noticed after ${LEASE_MS / 1000} s; n: its viewers, the slowest counts`,
    });
  } finally {
    await Promise.allSettled(systems.map((system) => system.close()));
    await loaded.close();
  }
}

async function compare(context: BenchContext, loaded: Load, one: System, many: System): Promise<void> {
  const rounds = context.quick ? 2 : 8;
  const seconds = context.quick ? 3 : 5;
  const measured = { one: [] as Measured[], many: [] as Measured[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const which of round % 2 === 0 ? (['many', 'one'] as const) : (['one', 'many'] as const)) {
      const system = which === 'one' ? one : many;
      const result = await measureWindow(system, loaded, seconds);
      context.progress(
        `round ${round + 1} of ${rounds}, ${system.name}: ${result.cpuUsPerPacket.toFixed(2)} us/packet, ` +
          `${result.cores.toFixed(2)} cores, delivered ${result.delivered.toFixed(5)}, ` +
          `elsewhere ${result.busyElsewhere.toFixed(2)} cores`,
      );
      if (result.rejected > 0) throw new Error(`${result.rejected} sampled packets were not what was sent`);
      measured[which].push(result);
    }
  }
  const common = { bench: 'cluster', n: rounds, load: load(NODES) };
  const ratios = measured.many.map((own, i) => own.cpuUsPerPacket / (measured.one[i]?.cpuUsPerPacket ?? NaN));
  context.report({
    ...common,
    metric: 'cpu_us_per_packet',
    value: rounded(median(measured.many.map(({ cpuUsPerPacket }) => cpuUsPerPacket))),
    unit: 'us',
    against: one.name,
    ratio: rounded(median(ratios)),
  });
  const delivered = measured.many.reduce((sum, own) => sum + own.delivered, 0) / rounds;
  context.report({ ...common, metric: 'delivered', value: Number(delivered.toFixed(5)), unit: 'share' });
}
