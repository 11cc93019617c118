import type { Server, Socket } from 'socket.io';
import type { Rate } from '../contract/command.ts';
import type { Logger } from '../lib/logger.ts';
import { TokenBucket } from '../lib/token-bucket.ts';
import type { SignalingMetrics } from './metrics.ts';

/**
 * Packets of one connection, of whatever kind: four times what all commands of a socket may be, with their attachments. The
 * burst is what arrives at once of a broken page of our own, which the dispatcher then tells to go.
 */
const packets: Rate = { perSecond: 200, burst: 2_000 };
/**
 * Bytes of one connection, as they came over the network: frames that no packet shows, such as fragments and pings, are in
 * them. A room's camera stills are 20 KB/s at most, and the largest burst is a wall of them after a drop.
 */
const bytes: Rate = { perSecond: 256 * 1024, burst: 2 * 1024 * 1024 };
/**
 * Bytes that wait to be sent to one connection. A page that is this far behind, half a minute on a line of 1 Mbit/s, is better
 * off beginning anew; and a thousand that stopped reading must fit into memory.
 */
const mostWaiting = 4 * 1024 * 1024;
/** Connections that have not signed in: several times a whole course that comes in at once. The oldest makes room. */
const mostUnproven = 2_000;
/** Connections of one session: a person's pages, and what is left of those that dropped. The oldest makes room. */
const mostOfSession = 16;
/** Milliseconds between two looks at what is read and what waits: a quarter of the second after which a flood has ended. */
const lookEvery = 250;

/** Milliseconds in which the other side of a closed connection reads that it was closed. */
const partingTime = 400;

type Wire = Socket['conn'];

/**
 * Watches every connection below Socket.IO, signed in or not, and cuts those that send far too much, do not read what they
 * are sent, or are too many that never say who they are. A cut is at once: what asks the other side first would wait for it.
 */
export class WireGuard {
  readonly #watched = new Map<Wire, Watched>();
  /** In the order in which they came. */
  readonly #unproven = new Set<Wire>();
  readonly #ofSessions = new Map<string, Set<Wire>>();
  readonly #metrics: SignalingMetrics;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;

  constructor(io: Server, { metrics, log }: { metrics: SignalingMetrics; log: Logger }) {
    this.#metrics = metrics;
    this.#log = log;
    io.engine.on('connection', (wire: Wire) => this.#watch(wire));
    limitFragments(io);
    // Engine.IO makes itself another one when the server begins to listen.
    io.httpServer.on('listening', () => limitFragments(io));
    this.#timer = setInterval(() => this.#look(), lookEvery);
    this.#timer.unref();
  }

  /** A session signed in over it. */
  prove(wire: Wire, sessionId: string): void {
    this.#unproven.delete(wire);
    const wires = this.#ofSessions.get(sessionId) ?? new Set();
    this.#ofSessions.set(sessionId, wires.add(wire));
    wire.once('close', () => {
      wires.delete(wire);
      if (wires.size === 0 && this.#ofSessions.get(sessionId) === wires) this.#ofSessions.delete(sessionId);
    });
    const [oldest] = wires;
    if (oldest && wires.size > mostOfSession) this.#cut(oldest, 'session');
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #watch(wire: Wire): void {
    const now = performance.now();
    const watched = { packets: new TokenBucket(packets, now), bytes: new TokenBucket(bytes, now), read: 0 };
    this.#watched.set(wire, watched);
    this.#unproven.add(wire);
    const count = (): void => {
      if (this.#watched.has(wire) && !watched.packets.take(performance.now())) this.#cut(wire, 'packets');
    };
    wire.on('packet', count);
    wire.once('close', () => {
      this.#watched.delete(wire);
      this.#unproven.delete(wire);
      part(wire);
    });
    this.#countPings(wire, count);
    wire.once('upgrade', () => this.#countPings(wire, count));
    const [oldest] = this.#unproven;
    if (oldest && this.#unproven.size > mostUnproven) this.#cut(oldest, 'unproven');
  }

  /**
   * A websocket answers pings by itself, and no packet tells of them. Where they come faster than the answers go, ws ends the
   * connection before it tells of the ping (`maxPendingAutoPongs`): a flood like any other, and on record as one.
   */
  #countPings(wire: Wire, count: () => void): void {
    const websocket = websocketOf(wire);
    websocket?.on('ping', () => {
      if (websocket.readyState === openState) count();
      else if (this.#watched.has(wire)) this.#cut(wire, 'packets');
    });
  }

  #look(): void {
    const now = performance.now();
    for (const [wire, watched] of this.#watched) {
      const read = bytesRead(wire);
      // A connection that went from polling to a websocket begins to count anew.
      const more = read < watched.read ? read : read - watched.read;
      watched.read = read;
      if (more > 0 && !watched.bytes.take(now, more)) this.#cut(wire, 'bytes');
      else if (bytesWaiting(wire) > mostWaiting) this.#cut(wire, 'slow');
    }
  }

  #cut(wire: Wire, reason: Parameters<SignalingMetrics['wireCut']>[0]): void {
    // Forgotten first: what it sends until it is gone must not cut it again.
    this.#watched.delete(wire);
    this.#unproven.delete(wire);
    this.#metrics.wireCut(reason);
    this.#log.warn({ reason }, 'a connection was cut off');
    cutWire(wire);
  }
}

/** Ends a connection now: nothing more is sent, nothing more is read, and the other side is not asked. */
function cutWire(wire: Wire): void {
  const websocket = websocketOf(wire);
  wire.close(true);
  websocket?.terminate();
}

/**
 * Ends what is left of a closed connection. A websocket that closes politely waits half a minute for the other side, and reads
 * all of it meanwhile: it may hear that it was closed, and what it still sends is not read any more.
 */
function part(wire: Wire): void {
  const websocket = websocketOf(wire);
  websocket?.pause();
  setTimeout(() => websocket?.terminate(), partingTime).unref();
}

/** Fragments of one message. Clients send a message of ours in one piece; some proxies in a few. */
const mostFragments = 256;

/** ws takes 16,384 without asking, and Engine.IO hands no other number on. */
function limitFragments(io: Server): void {
  const server: unknown = Reflect.get(io.engine, 'ws');
  if (typeof server !== 'object' || server === null || !('options' in server)) return;
  const { options } = server;
  if (typeof options === 'object' && options !== null) Reflect.set(options, 'maxFragments', mostFragments);
}

interface Watched {
  packets: TokenBucket;
  bytes: TokenBucket;
  /** Bytes that had been read at the last look. */
  read: number;
}

/** `readyState` of a websocket that is open, by the standard's numbers. */
const openState = 1;

/** As much of ws's socket as is used here; Engine.IO's types do not tell of it. */
interface BareWebsocket {
  bufferedAmount: number;
  readyState: number;
  on(event: 'ping', listener: () => void): void;
  pause(): void;
  terminate(): void;
  _socket?: { bytesRead: number } | null;
}

function websocketOf({ transport }: Wire): BareWebsocket | undefined {
  const socket: unknown = Reflect.get(transport, 'socket');
  return isWebsocket(socket) ? socket : undefined;
}

function isWebsocket(value: unknown): value is BareWebsocket {
  return typeof value === 'object' && value !== null && 'terminate' in value && 'bufferedAmount' in value;
}

/** Zero while it polls: there each request has a bound of its own. */
function bytesRead(wire: Wire): number {
  return websocketOf(wire)?._socket?.bytesRead ?? 0;
}

/** In the websocket's hands, and in Engine.IO's, whose types keep it to itself. */
function bytesWaiting(wire: Wire): number {
  const queued: unknown = Reflect.get(wire, 'writeBuffer');
  const waiting = Array.isArray(queued)
    ? queued.reduce((sum: number, packet) => sum + lengthOf(packet), 0)
    : 0;
  return waiting + (websocketOf(wire)?.bufferedAmount ?? 0);
}

function lengthOf(packet: unknown): number {
  if (typeof packet !== 'object' || packet === null || !('data' in packet)) return 0;
  const { data } = packet;
  if (typeof data === 'string') return data.length;
  return data instanceof Uint8Array ? data.byteLength : 0;
}
