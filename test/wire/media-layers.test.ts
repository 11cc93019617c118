import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdentity, type DtlsIdentity } from '../../bench/support/identity.ts';
import { layerRules } from '../../src/media/layers.ts';
import type { MediaRoom } from '../../src/media/port.ts';
import type { MediaService } from '../../src/media/service.ts';
import { openPeer, receiveCapabilities, startMedia, until } from '../support/media.ts';
import { ReportingViewer, SimulcastCamera } from '../support/simulcast.ts';

let media: MediaService;

beforeAll(async () => {
  media = await startMedia();
});
afterAll(() => media.close());

async function openRoom(room: MediaRoom, trackId: string, identity: DtlsIdentity, id: string) {
  const { peer, heard } = openPeer(room, id, 'room');
  peer.follow([trackId]);
  const { transport, consumers } = await peer.openReceive(receiveCapabilities);
  const [consumer] = consumers;
  if (!consumer) throw new Error('no consumer');
  const viewer = new ReportingViewer(identity);
  await viewer.start(peer, transport, consumer);
  await peer.ready([consumer.id]);
  return { viewer, layer: () => heard.layers.at(-1)?.[1], changes: () => heard.layers.length };
}

test('a room that keeps losing packets gets a lower layer, and one that loses none keeps the top one', async () => {
  const identity = await createIdentity();
  const room = await media.room('class');
  const camera = new SimulcastCamera(identity);
  const track = await camera.start(openPeer(room, 'lecturer').peer);
  const open = (id: string) => openRoom(room, track.id, identity, id);
  // The camera's worker has one of the poor ones, the other one is behind the pipe.
  const well = await open('well');
  const poor = [await open('poor-1'), await open('poor-2')];
  expect(media.load().map(({ consumers }) => consumers)).toEqual([1, 2]);
  await until('all get the top layer', () => [well, ...poor].every(({ layer }) => layer() === 2));
  const changes = well.changes();
  for (const { viewer } of poor) viewer.loss = 0.4;
  const begin = performance.now();
  const patience = layerRules.settleMs + 10_000;
  await until('the poor ones get the middle layer', () => poor.every(({ layer }) => layer() === 1), patience);
  expect(performance.now() - begin).toBeGreaterThan(layerRules.dropAfterMs);
  expect(well.changes()).toBe(changes);
  const before = poor.map(({ viewer }) => viewer.received);
  await until('packets still come', () => {
    return poor.every(({ viewer }, index) => viewer.received > (before[index] ?? 0) + 20);
  });
  for (const { viewer } of [well, ...poor]) viewer.close();
  camera.close();
});

test('a room gets the top layer also when the camera sends it later than the lowest one', async () => {
  const identity = await createIdentity();
  const room = await media.room('later');
  const camera = new SimulcastCamera(identity);
  camera.layers = 1;
  const track = await camera.start(openPeer(room, 'lecturer').peer);
  const rooms = [
    await openRoom(room, track.id, identity, 'near'),
    await openRoom(room, track.id, identity, 'piped'),
  ];
  await until('all see the lowest layer', () => rooms.every(({ layer }) => layer() === 0));
  const { reports } = camera;
  await until('its time is known', () => camera.reports > reports + 6);
  camera.layers = 3;
  await until('all get the top layer', () => rooms.every(({ layer }) => layer() === 2));
  for (const { viewer } of rooms) viewer.close();
  camera.close();
});
