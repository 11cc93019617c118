import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workerBin } from 'mediasoup';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createIdentity } from '../../bench/support/identity.ts';
import type { MediaService } from '../../src/media/service.ts';
import { WorkerSlot } from '../../src/media/worker-slot.ts';
import {
  mediaSettings,
  openPeer,
  publishLoudly,
  publishSilently,
  receiveCapabilities,
  startMedia,
  until,
  watch,
} from '../support/media.ts';

const open: MediaService[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((media) => media.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(...args: Parameters<typeof startMedia>): Promise<MediaService> {
  const media = await startMedia(...args);
  open.push(media);
  return media;
}

function pidOf(media: MediaService, index: number): number {
  const pid = media.load()[index]?.pid ?? 0;
  expect(pid).toBeGreaterThan(0);
  return pid;
}

describe('a worker that is killed', () => {
  test('takes its viewers along, who come back on its successor, while others go on', async () => {
    const media = await start();
    const identity = await createIdentity();
    const room = await media.room('class');
    const lecturer = openPeer(room, 'lecturer');
    const { publisher, tracks } = await publishLoudly(lecturer.peer, identity);
    const viewers = await Promise.all(
      [1, 2].map(async (number) => {
        const { peer, heard } = openPeer(room, `viewer-${number}`);
        peer.follow(tracks.map(({ id }) => id));
        const { viewer, consumers } = await watch(peer, identity);
        await peer.ready(consumers.map(({ id }) => id));
        return { peer, heard, viewer };
      }),
    );
    // The lecturer is on the first worker: a viewer's death is that of the second.
    const before = media.stats();
    const reopened = viewers.map(({ peer, heard }) => {
      return new Promise<Awaited<ReturnType<typeof watch>>>((resolve, reject) => {
        heard.onLost = () => void watch(peer, identity).then(resolve, reject);
      });
    });
    process.kill(pidOf(media, 1), 'SIGKILL');
    const lost = await Promise.race(reopened);
    const heardLost = viewers.map(({ heard }) => heard.lost);
    expect(heardLost.flat()).toEqual(['receive']);
    expect(lecturer.heard.lost).toEqual([]);
    const back = viewers[heardLost.findIndex((list) => list.length > 0)];
    expect(back?.heard.closed).toEqual([]);
    lost.viewer.beginWindow();
    await back?.peer.ready(lost.consumers.map(({ id }) => id));
    await until('it receives again', () => lost.viewer.endWindow().received > 100);
    const after = media.stats();
    expect(after[0]?.pid).toBe(before[0]?.pid);
    expect(after[1]?.pid).not.toBe(before[1]?.pid);
    expect(after.map(({ port }) => port)).toEqual(before.map(({ port }) => port));
    expect(after.map(({ restarts }) => restarts)).toEqual([0, 1]);
    expect(after.map(({ consumers }) => consumers)).toEqual([2, 2]);
    for (const { viewer } of [...viewers, lost]) viewer.close();
    publisher.close();
  });

  test('takes the tracks along that it was the origin of, and the lecturer sends anew', async () => {
    const media = await start();
    const room = await media.room('class');
    const { peer: lecturer, heard } = openPeer(room, 'lecturer');
    const { transport } = await lecturer.openSend();
    const camera = await publishSilently(lecturer, transport.id, 'camera');
    const viewers = await Promise.all(
      [1, 2].map(async (number) => {
        const viewer = openPeer(room, `viewer-${number}`);
        viewer.peer.follow([camera.id]);
        await viewer.peer.openReceive(receiveCapabilities);
        return viewer;
      }),
    );
    const changes: number[] = [];
    room.onTracksChanged((tracks) => changes.push(tracks.length));
    const origin = media.load().findIndex(({ transports }) => transports === 2);
    process.kill(pidOf(media, origin), 'SIGKILL');
    await until('the lecturer is told', () => heard.lost.includes('send'));
    expect(room.tracks()).toEqual([]);
    expect(changes).toEqual([0]);
    await expect(lecturer.connect(transport.id, { fingerprints: [] })).rejects.toMatchObject({
      code: 'media_gone',
    });
    const heardBy = viewers.map((viewer) => [viewer.heard.lost.length, viewer.heard.closed.length]);
    expect(heardBy.some(([lost, closed]) => lost === 0 && closed === 1)).toBe(true);
    expect(heardBy.some(([lost]) => lost === 1)).toBe(true);

    const again = await lecturer.openSend();
    const renewed = await publishSilently(lecturer, again.transport.id, 'camera');
    for (const viewer of viewers) {
      viewer.peer.follow([renewed.id]);
      if (viewer.heard.lost.length > 0) {
        expect((await viewer.peer.openReceive(receiveCapabilities)).consumers).toHaveLength(1);
      } else {
        await until('the renewed track is received', () => viewer.heard.opened.length === 1);
      }
    }
    expect(media.load().map(({ consumers }) => consumers)).toEqual([1, 1]);
  });

  test('is waited for when it was the only one', async () => {
    const media = await start({ workers: 1 });
    const room = await media.room('class');
    const { peer, heard } = openPeer(room, 'viewer');
    await peer.openReceive(receiveCapabilities);
    const reopened = new Promise((resolve, reject) => {
      heard.onLost = () => void peer.openReceive(receiveCapabilities).then(resolve, reject);
    });
    process.kill(pidOf(media, 0), 'SIGKILL');
    await reopened;
    expect(media.load()).toMatchObject([{ alive: true, transports: 1 }]);
  });

  test('by a polite signal comes back a second later, as the whole server may be about to end', async () => {
    const media = await start({ workers: 1 });
    const before = pidOf(media, 0);
    const begin = performance.now();
    process.kill(before, 'SIGTERM');
    await until('another has taken its place', () => {
      return media.load().some(({ alive, pid }) => alive && pid !== before);
    });
    expect(performance.now() - begin).toBeGreaterThanOrEqual(1_000);
  });

  test('and many viewers at once come back evenly', async () => {
    const media = await start({ maxViewersPerWorker: 20 });
    const room = await media.room('class');
    const viewers = Array.from({ length: 40 }, (_, index) => openPeer(room, `viewer-${index}`));
    await Promise.all(viewers.map(({ peer }) => peer.openReceive(receiveCapabilities)));
    const back: Promise<unknown>[] = [];
    for (const { peer, heard } of viewers) {
      heard.onLost = () => back.push(peer.openReceive(receiveCapabilities));
    }
    process.kill(pidOf(media, 0), 'SIGKILL');
    await until('all are told', () => back.length === 20);
    await Promise.all(back);
    expect(media.load().map(({ transports }) => transports)).toEqual([20, 20]);
  });
});

describe('workers that are killed while everybody joins', () => {
  test('leave nobody out, no consumer too many and no rejection unhandled', async () => {
    const media = await start();
    const room = await media.room('class');
    const lecturer = openPeer(room, 'lecturer');
    const publish = async () => {
      const { transport } = await lecturer.peer.openSend();
      for (const source of ['camera', 'microphone'] as const) {
        await publishSilently(lecturer.peer, transport.id, source);
      }
    };
    const viewers = Array.from({ length: 20 }, (_, index) => openPeer(room, `viewer-${index}`));
    room.onTracksChanged((tracks) => {
      for (const { peer } of viewers) peer.follow(tracks.map(({ id }) => id));
    });
    // Whoever is refused or loses its transport comes back at once, as the web client does.
    const insist = async (task: () => Promise<unknown>): Promise<void> => {
      for (;;) {
        try {
          await task();
          return;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };
    const running = new Set<Promise<void>>();
    const keep = (task: () => Promise<unknown>) => {
      const run: Promise<void> = insist(task).finally(() => running.delete(run));
      running.add(run);
    };
    lecturer.heard.onLost = () => keep(publish);
    await publish();
    for (const { peer, heard } of viewers)
      heard.onLost = () => keep(() => peer.openReceive(receiveCapabilities));
    for (let round = 0; round < 6; round += 1) {
      for (const { peer } of viewers) keep(() => peer.openReceive(receiveCapabilities));
      for (let wait = 0; wait < round; wait += 1) await new Promise((resolve) => setImmediate(resolve));
      const victim = media.load()[round % 2];
      if (victim?.alive) process.kill(victim.pid, 'SIGKILL');
      for (const { id } of room.tracks()) {
        await lecturer.peer.setPaused(id, round % 2 === 0).catch(() => undefined);
      }
      await until('both workers are up', () => media.load().every(({ alive }) => alive));
      while (running.size > 0) await Promise.all(running);
    }
    await until('everybody receives both tracks', () => {
      return media.load().reduce((sum, { consumers }) => sum + consumers, 0) === 40;
    });
    expect(media.load().reduce((sum, { transports }) => sum + transports, 0)).toBe(21);
  });
});

describe('a worker that hangs', () => {
  test('is killed when it leaves several questions unanswered', async () => {
    const slot = new WorkerSlot(0, mediaSettings, pino({ level: 'silent' }));
    await slot.start();
    try {
      const hung = slot.pid;
      slot.sample();
      await until('it has answered', () => slot.usage.maxResidentBytes > 0);
      process.kill(hung, 'SIGSTOP');
      for (let question = 0; question < 4; question += 1) slot.sample();
      await until('another has taken its place', () => slot.alive && slot.pid !== hung);
      expect(slot.restarts).toBe(1);
    } finally {
      await slot.close();
    }
  });
});

describe('a worker that keeps dying', () => {
  /** A worker that ends at once while the file `broken` is there, and writes down in `starts` when it was started. */
  function breakable() {
    const folder = mkdtempSync(join(tmpdir(), 'plenum-worker-'));
    folders.push(folder);
    const [broken, starts, script] = [join(folder, 'broken'), join(folder, 'starts'), join(folder, 'worker')];
    writeFileSync(
      script,
      `#!/bin/sh\ndate +%s%3N >> '${starts}'\n[ -e '${broken}' ] && exit 1\nexec '${workerBin}' "$@"\n`,
    );
    chmodSync(script, 0o755);
    return { broken, starts, script };
  }

  test('takes nobody along twice: its viewers are carried by the others as soon as it does not start', async () => {
    const { broken, script } = breakable();
    const media = await start({ workers: 2, workerBin: script });
    const room = await media.room('class');
    const viewers = [1, 2, 3, 4].map((number) => openPeer(room, `viewer-${number}`));
    await Promise.all(viewers.map(({ peer }) => peer.openReceive(receiveCapabilities)));
    writeFileSync(broken, '');
    const began = performance.now();
    const back = viewers.map(
      ({ peer, heard }) =>
        new Promise<void>((resolve) => {
          // As the page does: whoever is refused asks again after a moment.
          const insist = (): void =>
            void peer.openReceive(receiveCapabilities).then(
              () => resolve(),
              () => setTimeout(insist, 100),
            );
          heard.onLost = insist;
        }),
    );
    process.kill(pidOf(media, 0), 'SIGKILL');
    await Promise.race(back);
    await until('the other one carries all', () => media.load()[1]?.transports === 4);
    expect(performance.now() - began).toBeLessThan(2_500);
    rmSync(broken);
    await until('it is back', () => media.load()[0]?.alive === true);
    // It has just died twice: whoever comes now is not its next victim.
    await openPeer(room, 'newcomer').peer.openReceive(receiveCapabilities);
    expect(media.load().map(({ transports }) => transports)).toEqual([0, 5]);
  });

  test('is started ever less often, and comes back when the reason is gone', async () => {
    const { broken, starts, script } = breakable();
    const media = await start({ workers: 1, workerBin: script });
    const room = await media.room('class');
    const { peer } = openPeer(room, 'viewer');
    await peer.openReceive(receiveCapabilities);
    writeFileSync(broken, '');
    process.kill(pidOf(media, 0), 'SIGKILL');
    const startedAt = () => readFileSync(starts, 'utf8').trim().split('\n').map(Number);
    await until('five starts', () => existsSync(starts) && startedAt().length >= 5);
    const [, first = 0, second = 0, third = 0, fourth = 0] = startedAt();
    expect(second - first).toBeGreaterThanOrEqual(240);
    expect(third - second).toBeGreaterThanOrEqual(490);
    expect(fourth - third).toBeGreaterThanOrEqual(990);
    await until('nobody waits for it', async () => {
      const begin = performance.now();
      await expect(peer.openReceive(receiveCapabilities)).rejects.toMatchObject({
        code: 'media_unavailable',
      });
      return performance.now() - begin < 100;
    });
    expect(media.load()).toMatchObject([{ alive: false, transports: 0 }]);
    rmSync(broken);
    await until('it is back', () => media.load()[0]?.alive === true);
    await peer.openReceive(receiveCapabilities);
  });
});

describe('the server', () => {
  test('does not start without the executable', async () => {
    await expect(startMedia({ workerBin: '/nonexistent/worker' })).rejects.toThrow(/is missing/);
  });

  test('does not start on a port that is taken', async () => {
    const taken = createSocket('udp4');
    await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve));
    try {
      await expect(startMedia({ workers: 1, basePort: taken.address().port })).rejects.toThrow(/bind/);
    } finally {
      taken.close();
    }
  });

  test('keeps its workers when it is told to stop, until it closes them itself', async () => {
    const before = [process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')];
    await start();
    expect([process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')]).toEqual(before);
  });

  test('leaves no timer and no process behind when it is closed', async () => {
    const script = new URL('./media-exit.ts', import.meta.url).pathname;
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', script], { timeout: 30_000 });
    const { stdout } = await run;
    const pids = stdout.trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
