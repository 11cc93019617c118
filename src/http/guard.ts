import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Rate } from '../contract/command.ts';
import { errorCatalogue } from '../contract/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { TokenBucket } from '../lib/token-bucket.ts';
import type { Metrics } from './metrics.ts';

/**
 * Connections that have not become a websocket. A browser holds six at most, and leaves them open when it is done with
 * them: this is a whole course behind one address, all of it loading at once. The one that has been idle longest makes room.
 */
const mostOpen = 5_000;
/** Requests of one connection: an office's proxy may send those of all its rooms over a few. */
const requests: Rate = { perSecond: 500, burst: 1_500 };
/** Requests of one connection that were refused, for coming too fast or from nobody: whoever hears that so often does not listen. */
const refusals: Rate = { perSecond: 5, burst: 60 };
const refusalCodes = new Set<number>([
  errorCatalogue.rate_limited.status,
  errorCatalogue.not_signed_in.status,
]);
/** Connections from one address: as many rooms and phones as a course has, all of which come back at once, and again. */
const opened: Rate = { perSecond: 200, burst: 6_000 };
/** Connections that a connection which had to be cut counts for: who goes on like that is soon not let in at all. */
const priceOfCut = 100;
/** Addresses remembered; the one that opened a connection longest ago is forgotten. */
const mostAddresses = 10_000;

/**
 * Watches the server's connections: how many there are, how fast they come from one address, and how fast requests come over
 * each. Behind a proxy all of them are the proxy's own, and only their number is watched.
 */
export class ConnectionGuard {
  readonly #behindProxy: boolean;
  readonly #metrics: Metrics;
  readonly #log: Logger;
  /** Those without a request at the moment, the one that is so for longest first. Under TLS a connection has two sockets. */
  readonly #idle = new Map<string, Socket>();
  readonly #busy = new Map<string, Socket>();
  readonly #addresses = new Map<string, TokenBucket>();
  readonly #paces = new WeakMap<Socket, { requests: TokenBucket; refusals: TokenBucket }>();

  constructor(options: { trustProxy: boolean | string; metrics: Metrics; log: Logger }) {
    this.#behindProxy = options.trustProxy !== false;
    this.#metrics = options.metrics;
    this.#log = options.log;
  }

  /** Has to watch before anybody else takes the server's requests. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#opened(socket));
    server.on('request', (request: IncomingMessage, response) => {
      const { socket } = request;
      this.#requested(socket);
      // By then the request may have lost its connection, and the connection its address.
      const key = keyOf(socket);
      response.once('close', () => {
        if (refusalCodes.has(response.statusCode)) this.#refused(socket);
        this.#answered(key);
      });
    });
    // A websocket is watched by what speaks over it.
    server.on('upgrade', (request: IncomingMessage) => this.#forget(keyOf(request.socket)));
  }

  #opened(socket: Socket): void {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return;
    if (!this.#behindProxy && !this.#bucketOf(remoteAddress).take(performance.now())) {
      this.#cut(socket, 'address');
      return;
    }
    const key = keyOf(socket);
    this.#idle.set(key, socket);
    socket.once('close', () => this.#forget(key));
    if (this.#idle.size + this.#busy.size <= mostOpen) return;
    const [oldest] = this.#idle.size > 0 ? this.#idle.values() : this.#busy.values();
    if (oldest) this.#cut(oldest, 'connections');
  }

  #requested(socket: Socket): void {
    const key = keyOf(socket);
    const known = this.#idle.get(key);
    if (known) {
      this.#idle.delete(key);
      this.#busy.set(key, known);
    }
    if (!this.#paceOf(socket).requests.take(performance.now())) this.#cutForFlood(socket);
  }

  /** A request over this connection was refused because it came too fast, or from nobody. */
  #refused(socket: Socket): void {
    if (!this.#paceOf(socket).refusals.take(performance.now())) this.#cutForFlood(socket);
  }

  #paceOf(socket: Socket): { requests: TokenBucket; refusals: TokenBucket } {
    const now = performance.now();
    const pace = this.#paces.get(socket) ?? {
      requests: new TokenBucket(requests, now),
      refusals: new TokenBucket(refusals, now),
    };
    this.#paces.set(socket, pace);
    return pace;
  }

  #cutForFlood(socket: Socket): void {
    if (this.#behindProxy || socket.destroyed) return;
    this.#bucketOf(socket.remoteAddress ?? '').spend(performance.now(), priceOfCut);
    this.#cut(socket, 'requests');
  }

  #answered(key: string): void {
    const known = this.#busy.get(key);
    if (!known) return;
    this.#busy.delete(key);
    this.#idle.set(key, known);
  }

  #forget(key: string): void {
    this.#idle.delete(key);
    this.#busy.delete(key);
  }

  #cut(socket: Socket, reason: 'address' | 'connections' | 'requests'): void {
    // Requests of a connection that is gone already are answered a little longer.
    if (socket.destroyed) return;
    this.#forget(keyOf(socket));
    this.#metrics.wireCut(reason);
    this.#log.debug({ reason }, 'a connection was cut off');
    socket.destroy();
  }

  /** The address is used now, so it is remembered longest. */
  #bucketOf(address: string): TokenBucket {
    const bucket = this.#addresses.get(address) ?? new TokenBucket(opened, performance.now());
    this.#addresses.delete(address);
    this.#addresses.set(address, bucket);
    const [oldest] = this.#addresses.keys();
    if (oldest !== undefined && this.#addresses.size > mostAddresses) this.#addresses.delete(oldest);
    return bucket;
  }
}

/** The same for a connection's bare socket and for the TLS over it. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? 0}`;
}
