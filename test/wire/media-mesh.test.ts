import type * as ms from 'mediasoup/types';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createIdentity, type DtlsIdentity } from '../../bench/support/identity.ts';
import type { Publisher } from '../../bench/support/publisher.ts';
import type { Viewer } from '../../bench/support/viewer.ts';
import type { MediaPeer, MediaRoom, Track } from '../../src/media/port.ts';
import {
  Mediasoup,
  openPeer,
  publishLoudly,
  publishSilently,
  receiveCapabilities,
  until,
  watch,
  type Heard,
} from '../support/media.ts';
import { startMesh, type Mesh } from '../support/media-mesh.ts';

const mediasoup = new Mediasoup();
let identity: DtlsIdentity;
let mesh: Mesh;
let room: MediaRoom;
const closing: (() => void)[] = [];

beforeAll(async () => {
  identity = await createIdentity();
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await mesh.close();
});

async function start(...options: Parameters<typeof startMesh>): Promise<void> {
  mesh = await startMesh(...options);
  room = await mesh.nodes[0].media.room('class');
}

/** Whoever opens something next goes to this node. */
function steer(nodeId: string): void {
  for (const { id } of mesh.nodes) mesh.net.announce(id, { load: id === nodeId ? 0 : 0.9 });
}

async function lectureOn(
  nodeId: string,
): Promise<{ peer: MediaPeer; heard: Heard; publisher: Publisher; ids: string[] }> {
  steer(nodeId);
  const { peer, heard } = openPeer(room, 'lecturer');
  const { publisher, tracks } = await publishLoudly(peer, identity);
  closing.push(() => publisher.close());
  return { peer, heard, publisher, ids: tracks.map(({ id }) => id) };
}

/** A viewer that does what the web client does: plays what it is told, and opens anew what is lost. */
class Client {
  readonly peer: MediaPeer;
  readonly heard: Heard;
  viewer: Viewer | undefined;
  /** Milliseconds from each loss until packets came again. */
  readonly gaps: number[] = [];

  constructor(id: string) {
    const { peer, heard } = openPeer(room, id);
    this.peer = peer;
    this.heard = heard;
    heard.onLost = (direction) => {
      if (direction === 'receive') void this.#comeBack();
    };
    const opened = heard.consumerOpened.bind(heard);
    heard.consumerOpened = (consumer) => {
      opened(consumer);
      this.viewer?.expect(consumer);
    };
    closing.push(() => this.viewer?.close());
  }

  async watch(): Promise<void> {
    const { viewer, consumers } = await watch(this.peer, identity);
    this.viewer?.close();
    this.viewer = viewer;
    const first = viewer.first('any');
    if (consumers.length === 0) return;
    await this.peer.ready(consumers.map(({ id }) => id));
    await first;
  }

  /** Packets since the last look. */
  async flows(): Promise<void> {
    this.viewer?.beginWindow();
    await until('packets come', () => (this.viewer?.endWindow().received ?? 0) > 20);
  }

  async #comeBack(): Promise<void> {
    const begin = performance.now();
    for (;;) {
      try {
        await this.watch();
        this.gaps.push(performance.now() - begin);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

async function viewerOn(nodeId: string, id: string, trackIds: readonly string[]): Promise<Client> {
  steer(nodeId);
  const client = new Client(id);
  client.peer.follow(trackIds);
  await client.watch();
  return client;
}

/** Everybody follows whatever is sent, as in a class. */
function followAll(clients: readonly Client[]): void {
  room.onTracksChanged((tracks) => {
    for (const { peer } of clients) peer.follow(tracks.map(({ id }) => id));
  });
}

function openPipes(): ms.PipeTransport[] {
  return mediasoup.transports.filter(
    (transport): transport is ms.PipeTransport => !transport.closed && transport.type === 'pipe',
  );
}

function workerPid(index: 0 | 1 | 2): number {
  return mesh.nodes[index].local.load()[0]?.pid ?? 0;
}

describe('tracks between nodes', () => {
  test('cross to each node with viewers once, encrypted, however many are there', async () => {
    await start();
    const { ids } = await lectureOn('one');
    const viewers: Client[] = [];
    for (const nodeId of ['two', 'three', 'one'])
      for (const number of [1, 2, 3]) viewers.push(await viewerOn(nodeId, `${nodeId}-${number}`, ids));
    expect(mesh.load().map(({ consumers }) => consumers)).toEqual([6, 6, 6]);
    for (const viewer of viewers) await viewer.flows();
    expect(await mediasoup.pipedIds()).toHaveLength(ids.length * 2);
    expect(openPipes().map(({ srtpParameters }) => srtpParameters?.cryptoSuite)).toEqual(
      Array(ids.length * 4).fill('AEAD_AES_256_GCM'),
    );
    const pulls = mesh.net.heard.filter(({ name }) => name === 'media.pull');
    expect(pulls.map(({ from, to }) => `${from} from ${to}`).sort()).toEqual(
      ['three', 'two'].flatMap((nodeId) => ids.map(() => `${nodeId} from one`)),
    );
  });

  test('are let go when nobody there follows them any more, and fetched again', async () => {
    await start();
    const { ids } = await lectureOn('one');
    const viewer = await viewerOn('two', 'viewer', ids);
    expect(openPipes()).toHaveLength(ids.length * 2);
    viewer.peer.follow([]);
    await until('no pipe is left at either end', () => openPipes().length === 0);
    viewer.heard.opened.length = 0;
    viewer.peer.follow(ids);
    await until('they are received again', () => viewer.heard.opened.length === ids.length);
    expect(openPipes()).toHaveLength(ids.length * 2);
  });

  test('go from any node to those who follow them, and to no other node', async () => {
    await start();
    steer('three');
    const guest = openPeer(room, 'guest').peer;
    const { transport } = await guest.openSend();
    const track = await publishSilently(guest, transport.id, 'camera');
    const watcher = await viewerWithoutPackets('two', 'watcher', track);
    await viewerWithoutPackets('one', 'other', undefined);
    expect(watcher).toHaveLength(1);
    expect(mesh.net.heard.filter(({ name }) => name === 'media.pull')).toMatchObject([
      { from: 'two', to: 'three' },
    ]);
  });

  test('go over nodes between when there are many, and past one whose worker or host dies', async () => {
    await start({ mostChildren: 1 });
    const { ids } = await lectureOn('one');
    const middle = await viewerOn('two', 'middle', ids);
    const last = await viewerOn('three', 'last', ids);
    await last.flows();
    const pulls = () =>
      mesh.net.heard.filter(({ name }) => name === 'media.pull').map(({ from, to }) => [from, to]);
    expect(pulls().slice(-2)).toEqual(ids.map(() => ['three', 'two']));
    // It keeps its transport, and is told of new consumers for the same tracks.
    keepReady(last);
    steer('two');
    process.kill(workerPid(1), 'SIGKILL');
    await until('the middle is back', () => middle.gaps.length === 1);
    await until('the last receives both again', () => last.heard.opened.length >= ids.length);
    expect(last.heard.lost).toEqual([]);

    last.heard.opened.length = 0;
    await mesh.nodes[1].kill(200);
    await until('the last receives both again', () => last.heard.opened.length === ids.length);
    expect(pulls().slice(-2)).toEqual(ids.map(() => ['three', 'one']));
    await until('the middle is elsewhere', () => middle.gaps.length === 2);
    await middle.flows();
    expect(last.heard.lost).toEqual([]);
  });
});

/** What is opened later flows too, as far as the server is concerned. */
function keepReady(client: Client): void {
  const { heard, peer } = client;
  const opened = heard.consumerOpened.bind(heard);
  heard.consumerOpened = (consumer) => {
    opened(consumer);
    void peer.ready([consumer.id]).catch(() => undefined);
  };
}

async function viewerWithoutPackets(nodeId: string, id: string, track: Track | undefined) {
  steer(nodeId);
  const { peer } = openPeer(room, id);
  peer.follow(track ? [track.id] : []);
  return (await peer.openReceive(receiveCapabilities)).consumers;
}

describe('a media worker that dies', () => {
  test('on a node of viewers: they come back, over new pipes, and others go on', async () => {
    await start();
    const { ids, heard } = await lectureOn('one');
    const hit = await viewerOn('two', 'hit', ids);
    const other = await viewerOn('three', 'other', ids);
    steer('two');
    process.kill(workerPid(1), 'SIGKILL');
    await until('it is back', () => hit.gaps.length === 1);
    await hit.flows();
    await other.flows();
    expect([hit.heard.lost, other.heard.lost, heard.lost]).toEqual([['receive'], [], []]);
    expect(await mediasoup.pipedIds()).toHaveLength(ids.length * 2);
  });

  test('on the node that sends: the lecturer sends anew, and everybody receives it', async () => {
    await start();
    const lecture = await lectureOn('one');
    const viewers = [await viewerOn('two', 'a', lecture.ids), await viewerOn('three', 'b', lecture.ids)];
    followAll(viewers);
    const lost = new Promise<void>((resolve) => {
      lecture.heard.onLost = () => resolve();
    });
    steer('one');
    process.kill(workerPid(0), 'SIGKILL');
    await lost;
    expect(room.tracks()).toEqual([]);
    lecture.publisher.close();
    const { publisher, tracks } = await publishLoudly(lecture.peer, identity);
    closing.push(() => publisher.close());
    for (const { heard } of viewers) {
      await until('the new tracks are received', () => heard.opened.length === 2);
      expect(heard.opened.map(({ trackId }) => trackId).sort()).toEqual(tracks.map(({ id }) => id).sort());
      expect(heard.closed).toHaveLength(2);
    }
    await until('old pipes are gone at both ends', () => openPipes().length === 8);
  });
});

describe('a node', () => {
  test('that dies: its viewers are back on others by themselves, and others notice nothing', async () => {
    await start();
    const { ids } = await lectureOn('one');
    const hit = [await viewerOn('two', 'a', ids), await viewerOn('two', 'b', ids)];
    const other = await viewerOn('three', 'other', ids);
    const begin = performance.now();
    // Noticed after the time of a lease, shortened for the test.
    await mesh.nodes[1].kill(500);
    await until('both are back', () => hit.every(({ gaps }) => gaps.length === 1));
    expect(performance.now() - begin).toBeLessThan(5_000);
    for (const viewer of hit) await viewer.flows();
    expect(other.heard).toMatchObject({ lost: [], closed: [] });
    expect(mesh.load().map(({ transports }) => transports)[1]).toBe(0);
  });

  test('that dies with the lecturer on it: tracks end once, and are sent anew from another', async () => {
    await start();
    const lecture = await lectureOn('two');
    const viewer = await viewerOn('three', 'viewer', lecture.ids);
    followAll([viewer]);
    const changes: number[] = [];
    room.onTracksChanged((tracks) => changes.push(tracks.length));
    await mesh.nodes[1].kill(100);
    await until('the lecturer is told', () => lecture.heard.lost.length === 1);
    expect([lecture.heard.lost, changes]).toEqual([['send'], [0]]);
    lecture.publisher.close();
    const { publisher } = await publishLoudly(lecture.peer, identity);
    closing.push(() => publisher.close());
    await until('the viewer receives it', () => viewer.heard.opened.length === 2);
  });

  test('that owns a room and dies leaves picture and sound running elsewhere', async () => {
    await start();
    const { ids, publisher } = await lectureOn('two');
    const viewer = await viewerOn('three', 'viewer', ids);
    mesh.net.silence('one');
    mesh.net.declareLeft('one');
    const sent = publisher.sent.audio;
    await until('more is sent', () => publisher.sent.audio > sent + 50);
    await viewer.flows();
  });

  test('that drains hands its viewers and its lecturer over, each with a short gap', async () => {
    await start();
    const lecture = await lectureOn('two');
    const viewers = [1, 2, 3, 4, 5, 6].map((number) => viewerOn('two', `viewer-${number}`, lecture.ids));
    const all = await Promise.all(viewers);
    const stays = await viewerOn('three', 'stays', lecture.ids);
    followAll([...all, stays]);
    for (const viewer of [...all, stays]) keepReady(viewer);
    lecture.heard.onLost = () => {
      void publishLoudly(lecture.peer, identity).then(({ publisher }) => {
        lecture.publisher.close();
        closing.push(() => publisher.close());
      });
    };
    mesh.net.announce('two', { draining: true });
    expect(await mesh.nodes[1].media.drained(5_000)).toBe(true);
    await until('all are back', () => all.every(({ gaps }) => gaps.length === 1));
    await until('the lecturer is', () => room.tracks().every(({ id }) => !lecture.ids.includes(id)));
    for (const viewer of all) await viewer.flows();
    expect(room.tracks()).toHaveLength(2);
    expect(Math.max(...all.flatMap(({ gaps }) => gaps))).toBeLessThan(2_000);
    expect(stays.heard.lost).toEqual([]);
    expect(mesh.load()[1]).toEqual({ transports: 0, consumers: 0 });
    // Nobody comes to it, however empty it is.
    const late = await viewerOn('two', 'late', []);
    expect(late.peer.hasTransport('receive')).toBe(true);
    expect(mesh.load()[1]?.transports).toBe(0);
  });

  test('that is full sends whoever comes to another, until all are', async () => {
    await start({ settings: { maxViewersPerWorker: 1 } });
    steer('two');
    const peers = [1, 2, 3, 4].map((number) => openPeer(room, `viewer-${number}`).peer);
    const results = await Promise.allSettled(peers.map((peer) => peer.openReceive(receiveCapabilities)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'media_full' },
    });
    expect(mesh.load().map(({ transports }) => transports)).toEqual([1, 1, 1]);
  });
});

describe('the way between nodes', () => {
  test('that lets no picture through is said in the log, and no other', async () => {
    const lines: string[] = [];
    await start({
      // Calls reach this node; packets go to an address where nobody is.
      settingsOf: (id) => (id === 'two' ? { announcedAddress: '127.0.0.77' } : {}),
      pipeLookMs: 200,
      onLine: (line) => lines.push(line),
    });
    const { ids } = await lectureOn('one');
    const whole = await viewerOn('three', 'whole', ids);
    steer('two');
    const blocked = openPeer(room, 'blocked').peer;
    blocked.follow(ids);
    await blocked.openReceive(receiveCapabilities);
    const said = () => lines.filter((line) => line.includes('is UDP between nodes blocked'));
    await until('both tracks are missed', () => said().length === 2);
    await whole.flows();
    expect(said().every((line) => line.includes('"node":"one"') && line.includes('"level":40'))).toBe(true);
    expect(said()).toHaveLength(2);
  });

  test('may be gone for a while: what flows flows on, and what happened meanwhile is told and made good afterwards', async () => {
    await start();
    const { ids, peer } = await lectureOn('one');
    const viewer = await viewerOn('two', 'viewer', ids);
    const leaving = await viewerOn('three', 'leaving', ids);
    steer('two');
    mesh.net.away = true;
    await viewer.flows();
    await expect(viewer.peer.ready(['any'])).rejects.toMatchObject({ code: 'media_unavailable' });
    leaving.peer.close();
    await peer.setPaused(ids[0] ?? '', true);
    expect(room.tracks()[0]?.paused).toBe(true);
    process.kill(workerPid(1), 'SIGKILL');
    await until('its worker is up again', () => mesh.nodes[1].local.load()[0]?.alive === true);
    expect([viewer.heard.lost, viewer.heard.paused]).toEqual([[], []]);
    mesh.net.away = false;
    await until('it has heard of its loss, and is back', () => viewer.gaps.length === 1);
    expect(viewer.heard.lost).toEqual(['receive']);
    await viewer.flows();
    await until('nothing is left of whoever went', () => mesh.load()[2]?.transports === 0);
  });
});
