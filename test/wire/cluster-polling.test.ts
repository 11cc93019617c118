import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Socket } from 'socket.io-client';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { sit } from '../support/cluster-member.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { openDoor, type Door } from '../support/door.ts';
import { until } from '../support/media.ts';
import type { Member } from '../support/member.ts';
import { codeOf, openSocket, send, signIn, type Session } from '../support/wire.ts';

// Somebody whose proxy swallows web sockets polls, through a balancer that sends each request to another node.

let cluster: TestCluster;
let door: Door;
let demo: Demo;
let lecturer: Member;
let screen: Session;

beforeAll(async () => {
  cluster = await startCluster(3);
  door = await openDoor(() => cluster.nodes);
  demo = await makeDemo({ url: cluster.node(0).url, organiserLink: cluster.organiserLink });
  lecturer = await sit(cluster.node(0), demo, 'lecturer');
  await lecturer.ask('classroom.start', {});
  screen = await signIn(door.url, demo.paths('screen')[0] ?? '');
});
afterAll(async () => {
  door.close();
  await cluster.close();
});

/** The names of all events that a socket hears. */
function eventsOf(socket: Socket): string[] {
  const heard: string[] = [];
  socket.on('event', ({ name }: { name: string }) => heard.push(name));
  return heard;
}

async function changeLayouts(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1)
    await lecturer.ask('stage.arrange', { layout: index % 2 === 0 ? 'grid' : 'auto' });
}

it('is in the class like everybody else, whichever node each request reaches', async () => {
  const before = new Map(door.handed);
  const socket = await openSocket(screen, { transports: ['polling'] });
  const heard = eventsOf(socket);
  expect(codeOf(await send(socket, 'classroom.join', { withMedia: false }))).toBe('ok');
  await changeLayouts(10);
  await until('all of it is heard', () => heard.filter((name) => name === 'stage.changed').length >= 10);
  for (let times = 0; times < 3; times += 1) {
    expect(codeOf(await send(socket, 'hand.raise', {}))).toBe('ok');
    expect(codeOf(await send(socket, 'hand.lower', {}))).toBe('ok');
  }
  expect(socket.io.engine.transport.name).toBe('polling');
  for (const { url } of cluster.nodes)
    expect((door.handed.get(url) ?? 0) - (before.get(url) ?? 0)).toBeGreaterThan(3);
  // More than a text fits into: a still of its camera.
  expect(codeOf(await send(socket, 'nonsense', { bytes: Buffer.alloc(20_000, 1) }))).not.toBe('ok');
  socket.disconnect();
});

it('becomes a web socket where that is possible after all', async () => {
  // Requests go round: the one that becomes a web socket reaches another node than the one that has the socket.
  const socket = await openSocket(screen, { transports: ['polling', 'websocket'] });
  const heard = eventsOf(socket);
  await until('it is one', () => socket.io.engine.transport.name === 'websocket');
  expect(codeOf(await send(socket, 'classroom.join', { withMedia: false }))).toBe('ok');
  await changeLayouts(4);
  await until('all of it is heard', () => heard.filter((name) => name === 'stage.changed').length >= 4);
  socket.disconnect();
});

it('comes back over another node when the one that had its socket is gone', async () => {
  // Not the one that runs the course: this is about the socket.
  let socket = await openSocket(screen, { transports: ['polling'] });
  while ((await nodeOf(socket)) === 0) {
    socket.disconnect();
    socket = await openSocket(screen, { transports: ['polling'] });
  }
  const session = socket.io.engine.id;
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  await cluster.node(await nodeOf(socket)).kill();
  await gone;
  const again = await openSocket(screen, { transports: ['polling'] });
  expect(again.io.engine.id.split('.')[0]).not.toBe(session.split('.')[0]);
  await until(
    'it is let in',
    async () => codeOf(await send(again, 'classroom.join', { withMedia: false })) === 'ok',
  );
  again.disconnect();
});

/** The index of the node that has a socket: the one that knows its session without asking another. */
async function nodeOf({ io }: Socket): Promise<number> {
  const session = io.engine.id;
  for (const [index, { url }] of cluster.nodes.entries()) {
    const asked = await fetch(`${url}/socket.io/?EIO=4&transport=websocket&sid=${session}`, {
      headers: { 'x-plenum-relayed': '1' },
    });
    if (!(await asked.text()).includes('Session ID unknown')) return index;
  }
  throw new Error('no node has the session');
}
