import { pino } from 'pino';
import { MeshNet } from '../../bench/support/mesh-net.ts';
import { joinMedia, type MeshMedia } from '../../src/media/mesh/service.ts';
import type { MediaService } from '../../src/media/service.ts';
import { startMedia, type mediaSettings } from './media.ts';

export interface MeshNode {
  id: string;
  media: MeshMedia;
  local: MediaService;
  /** Ends it without a word, as a power cut: the others notice after the time of a lease. */
  kill(noticedAfterMs?: number): Promise<void>;
}

export interface Mesh {
  net: MeshNet;
  nodes: [MeshNode, MeshNode, MeshNode];
  /** Open transports and consumers on each node. */
  load(): { transports: number; consumers: number }[];
  close(): Promise<void>;
}

/** Three nodes; the first one owns the rooms that tests open on it. */
export async function startMesh(
  options: {
    delayMs?: number;
    mostChildren?: number;
    settings?: Partial<typeof mediaSettings>;
    /** Of one node alone. */
    settingsOf?: (id: string) => Partial<typeof mediaSettings>;
    pipeLookMs?: number;
    /** Gets each line of all nodes' logs. */
    onLine?: (line: string) => void;
  } = {},
): Promise<Mesh> {
  const net = new MeshNet(options.delayMs ?? 3);
  const start = async (id: string): Promise<MeshNode> => {
    const local = await startMedia({
      workers: 1,
      ...options.settings,
      ...options.settingsOf?.(id),
    });
    const { mostChildren, pipeLookMs, onLine } = options;
    const level = process.env.MESH_LOG ?? 'silent';
    const log = onLine ? pino({ level: 'info' }, { write: onLine }) : pino({ level });
    const media = joinMedia({
      local,
      ...net.join(id),
      log,
      ...(mostChildren === undefined ? {} : { mostChildren }),
      ...(pipeLookMs === undefined ? {} : { pipeLookMs }),
    });
    return {
      id,
      media,
      local,
      async kill(noticedAfterMs = 0) {
        net.silence(id);
        await local.close();
        setTimeout(() => net.declareLeft(id), noticedAfterMs);
      },
    };
  };
  const nodes: Mesh['nodes'] = await Promise.all([start('one'), start('two'), start('three')]);
  return {
    net,
    nodes,
    load: () =>
      nodes.map(({ local }) => {
        const workers = local.load();
        return {
          transports: workers.reduce((sum, { transports }) => sum + transports, 0),
          consumers: workers.reduce((sum, { consumers }) => sum + consumers, 0),
        };
      }),
    async close() {
      await Promise.all(nodes.map(({ media }) => media.close()));
    },
  };
}
