import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionHeader } from '../../src/contract/identity.ts';
import { attackApi, type Crowd, type Flood } from './attack-api.ts';
import { serveParent } from './child.ts';
import type { Session } from './plenum-client.ts';
import { clientFrame, opcode, RawSocket } from './raw-socket.ts';

/** A process of its own for those who mean harm: what they cost is not the server's. */

interface Target {
  baseUrl: string;
  session: Session;
  lessonId: string;
}

/** A flood that nobody ends is given up after this, in milliseconds. */
const giveUpAfter = 5_000;
/** Messages a second, in bursts of ten milliseconds. */
const perSecond = 10_000;
const burst = perSecond / 100;

const command = (name: string, input: unknown): Buffer =>
  clientFrame(`42${JSON.stringify(['command', name, input])}`);
const bigArray = Array.from({ length: 8_000 }, (_, index) => index);

/** What each flood over a websocket repeats. */
const messages: Record<Exclude<Flood, 'requests'>, (target: Target, index: number) => Buffer> = {
  malformed: () => clientFrame('42["command",{"never":"ends'),
  unknown: () => command('no.such.command', {}),
  valid: () => command('classroom.leave', {}),
  foreign: () => command('classroom.join', { lessonId: 'a-lesson-of-others' }),
  outOfOrder: ({ lessonId }, index) =>
    command(index % 2 === 0 ? 'media.produce' : 'classroom.start', { lessonId }),
  oversized: () => clientFrame('x'.repeat(1024 * 1024)),
  fragments: (_, index) => clientFrame('4', index === 0 ? opcode.text : opcode.continuation, false),
  // A packet that announces attachments which never come, and bytes that belong to none.
  attachments: (_, index) =>
    index % 2 === 0
      ? clientFrame('459-["command","patrol.still",{"picture":{"_placeholder":true,"num":0}}]')
      : clientFrame(Buffer.alloc(4_000), opcode.binary),
  giantArrays: () => command('stage.arrange', { sources: bigArray }),
  pings: () => clientFrame('ping', opcode.ping),
  signIns: () => clientFrame(`40${JSON.stringify({ session: randomBytes(13).toString('hex') })}`),
};

async function flood({
  how,
  ...target
}: Target & { how: Flood }): Promise<{ sent: number; cutAfterMs: number | null }> {
  if (how === 'requests') return floodRequests(target);
  const socket = new RawSocket(target.baseUrl);
  if (how === 'signIns') {
    socket.upgrade();
    await socket.hears('"sid"');
  } else await socket.signIn(target.session);
  return pour(socket, (index) => messages[how](target, index));
}

/** Requests with a session that there never was, one after the other over one connection without waiting for answers. */
function floodRequests({ baseUrl, session }: Target): Promise<{ sent: number; cutAfterMs: number | null }> {
  const forged = (): Buffer =>
    Buffer.from(
      `GET /api/courses HTTP/1.1\r\nHost: 127.0.0.1\r\n${sessionHeader}: ${randomBytes(13).toString('hex')}\r\nCookie: ${session.cookie}\r\n\r\n`,
    );
  return pour(new RawSocket(baseUrl), forged);
}

async function pour(
  socket: RawSocket,
  message: (index: number) => Buffer,
): Promise<{ sent: number; cutAfterMs: number | null }> {
  const startedAt = performance.now();
  let sent = 0;
  while (socket.isOpen && performance.now() - startedAt < giveUpAfter) {
    const due = Math.min(
      burst * 4,
      Math.ceil(((performance.now() - startedAt) / 1000) * perSecond) + burst - sent,
    );
    // What the other side does not read is not heaped up: no more than a network would take.
    for (
      let index = 0;
      index < due && socket.tcp.writable && socket.tcp.writableLength < 4_000_000;
      index += 1
    )
      socket.tcp.write(message(sent++));
    await Promise.race([sleep(10), socket.closed]);
  }
  const cutAfterMs = socket.isOpen ? null : performance.now() - startedAt;
  socket.close();
  return { sent, cutAfterMs };
}

/** How each crowd's connection begins; none of them goes on. */
const beginnings: Record<Crowd, (socket: RawSocket) => void> = {
  silent: () => undefined,
  headless: ({ tcp }) => tcp.write('GET /api/courses HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '),
  nameless: (socket) => socket.upgrade(),
  polling: ({ tcp }) =>
    tcp.write('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'),
};

async function crowd({
  how,
  baseUrl,
  count,
  holdMs,
}: Target & { how: Crowd; count: number; holdMs: number }) {
  const sockets: RawSocket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = new RawSocket(baseUrl);
    socket.tcp.once('connect', () => beginnings[how](socket));
    sockets.push(socket);
    // As many as the system's queue of new connections takes.
    if (index % 100 === 99) await sleep(5);
  }
  // Those that ask for something are all served, or cut off, before they are counted.
  const isServed = ({ heard, isOpen }: RawSocket): boolean =>
    !isOpen || heard !== '' || !(how === 'nameless' || how === 'polling');
  const until = performance.now() + 15_000;
  while (!sockets.every(isServed) && performance.now() < until) await sleep(20);
  await sleep(holdMs);
  const standing = sockets.filter(({ isOpen }) => isOpen).length;
  for (const socket of sockets) socket.close();
  return { opened: count, standing };
}

/** First bytes by which a media port tells what a packet is (RFC 7983), and what then does not follow. */
const kinds = [
  Buffer.from('000100002112a442', 'hex'),
  Buffer.from('0001ffff2112a442', 'hex'),
  Buffer.from('16fefd0000000000000000ffff010000', 'hex'),
  Buffer.from('14fefd000000000000000000010100', 'hex'),
  Buffer.from('8060000100000001', 'hex'),
  Buffer.from('90ffffff00000001ffff', 'hex'),
  Buffer.from('80c8ffff00000001', 'hex'),
  Buffer.alloc(0),
];

async function garbage({
  address,
  port,
  perSecond: rate,
  seconds,
}: {
  address: string;
  port: number;
  perSecond: number;
  seconds: number;
}) {
  const socket = createSocket('udp4');
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const due = Math.ceil(((performance.now() - startedAt) / 1000) * rate) - sent;
    for (let index = 0; index < Math.min(due, 500); index += 1) {
      const head = kinds[sent++ % kinds.length] ?? Buffer.alloc(0);
      socket.send(Buffer.concat([head, randomBytes(sent % 1_200)]), port, address);
    }
    await sleep(5);
  }
  socket.close();
  return { sent };
}

async function forged({ baseUrl, session }: Target): Promise<{ refused: Record<string, string> }> {
  const id = randomBytes(13).toString('hex');
  const other = session.cookie.replace(session.id, id);
  const handshake = async (
    auth: { session: string },
    options: { cookie?: string; origin?: string },
  ): Promise<string> => {
    const socket = new RawSocket(baseUrl);
    socket.upgrade(options);
    await Promise.race([
      socket.hears('"sid"').catch(() => undefined),
      socket.hears('HTTP/1.1 4').catch(() => undefined),
    ]);
    if (!socket.heard.includes('"sid"')) return /HTTP\/1.1 (\d+)/.exec(socket.heard)?.[1] ?? 'nothing';
    socket.tcp.write(clientFrame(`40${JSON.stringify(auth)}`));
    await Promise.race([
      socket.hears('"code"').catch(() => undefined),
      socket.hears('40{"sid"').catch(() => undefined),
    ]);
    socket.close();
    return /"code":"(\w+)"/.exec(socket.heard)?.[1] ?? (socket.heard.includes('40{"sid"') ? 'ok' : 'nothing');
  };
  return {
    refused: {
      forged: await handshake({ session: id }, { cookie: other }),
      'without its cookie': await handshake({ session: session.id }, {}),
      "another's cookie": await handshake({ session: id }, { cookie: session.cookie }),
      'foreign origin': await handshake(
        { session: session.id },
        { cookie: session.cookie, origin: 'https://evil.example' },
      ),
      'no origin': await handshake({ session: session.id }, { cookie: session.cookie }),
    },
  };
}

serveParent(attackApi, { flood, crowd, garbage, forged });
