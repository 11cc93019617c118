import { serveParent } from './child.ts';
import { ClassViewer } from './class-viewer.ts';
import { createIdentity } from './identity.ts';
import { viewersApi } from './load-api.ts';
import { ClassClient, type Session } from './plenum-client.ts';
import { dtlsParametersOf } from './peer.ts';
import { Viewer } from './viewer.ts';

/** A process of its own for viewers, so that the kernel accounts for them apart from what is measured. */

interface Group {
  viewers: Set<Viewer>;
  /** Ends what was joined, in the server's way. */
  leave: (() => Promise<void>)[];
}

const identity = await createIdentity();
const groups = new Map<string, Group>();

function groupOf(name: string): Group {
  const group = groups.get(name) ?? { viewers: new Set(), leave: [] };
  groups.set(name, group);
  return group;
}

async function join(
  group: string,
  baseUrl: string,
  session: Session,
  answered: (viewer: Viewer) => void,
): Promise<ClassViewer> {
  const { viewers, leave } = groupOf(group);
  const joined = await ClassViewer.join({ baseUrl, session, identity, answered });
  viewers.add(joined.viewer);
  leave.push(() => joined.leave());
  return joined;
}

serveParent(viewersApi, {
  identity: () => dtlsParametersOf(identity),
  connect: async ({ group, transport, consumers }) => {
    const viewer = new Viewer(identity);
    const { viewers, leave } = groupOf(group);
    viewers.add(viewer);
    leave.push(async () => viewer.close());
    await viewer.connect(transport, consumers, Promise.resolve());
    return {};
  },
  joinClass: async ({ group, baseUrl, session }) => {
    const { consumers } = await join(group, baseUrl, session, () => undefined);
    return { consumers: [...consumers] };
  },
  joinTimed: async ({ group, baseUrl, session }) => {
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    const times = { answered: 0, connected: 0, packet: 0, video: 0 };
    let arrived = Promise.resolve([0, 0]);
    await join(group, baseUrl, session, (viewer) => {
      times.answered = elapsed();
      arrived = Promise.all([viewer.first('any').then(elapsed), viewer.first('video').then(elapsed)]);
    });
    times.connected = elapsed();
    [times.packet = 0, times.video = 0] = await arrived;
    return times;
  },
  joinPhone: async ({ group, baseUrl, session }) => {
    const startedAt = performance.now();
    const client = await ClassClient.open(baseUrl, session);
    groupOf(group).leave.push(async () => {
      await client.command('classroom.leave', {});
      client.close();
    });
    await client.command('classroom.join', {});
    return { ms: performance.now() - startedAt };
  },
  beginWindow: ({ group }) => {
    for (const viewer of groupOf(group).viewers) viewer.beginWindow();
    return {};
  },
  endWindow: ({ group }) => {
    const windows = [...groupOf(group).viewers].map((viewer) => viewer.endWindow());
    return {
      viewers: windows.map(({ received, spanned }) => ({ received, spanned })),
      latenciesMs: windows.flatMap(({ latenciesMs }) => latenciesMs),
      rejected: windows.reduce((sum, { rejected }) => sum + rejected, 0),
    };
  },
  close: async ({ group }) => {
    const { leave } = groupOf(group);
    groups.delete(group);
    await Promise.all(leave.map((one) => one()));
    return {};
  },
});
