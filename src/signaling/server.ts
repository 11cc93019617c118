import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Cluster } from '../cluster/port.ts';
import type { Command } from '../contract/command.ts';
import type { Participant } from '../contract/identity.ts';
import { limits } from '../contract/limits.ts';
import type { Permission } from '../contract/permissions.ts';
import type { Feature } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';
import type { OwnerLookup } from '../lib/owner-lookup.ts';
import { createConnection, sessionAudience, type SocketConnection } from './connection.ts';
import { createDispatch, Pace, type Dispatch } from './dispatch.ts';
import { deliver } from './fanout.ts';
import { sendInOnePiece } from './frames.ts';
import { WireGuard } from './guard.ts';
import {
  HandshakeError,
  isOriginAllowed,
  shakeHands,
  type Authenticate,
  type Newcomer,
} from './handshake.ts';
import { Homes } from './homes.ts';
import { createHooks, type Hooks } from './hooks.ts';
import type { SignalingMetrics } from './metrics.ts';
import { RemoteConnections } from './remote.ts';

/** A dead peer is noticed after 18 s at most, in milliseconds: less than the time for which its media are kept. */
const ping = { interval: 10_000, timeout: 8_000 };
/** A connection that has not signed in by then, in milliseconds, is closed. */
const handshakeWithin = 10_000;

/** What no answer to long polling needs a browser to do: it is text that our own script reads. */
const pollingHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export interface SignalingOptions {
  server: HttpServer;
  cluster: Pick<Cluster, 'bus' | 'calls' | 'members' | 'ownership'>;
  /** Finds the node that runs a course; may wait a little while that is unclear. */
  ownerOf: OwnerLookup;
  /** The course that a command's input names, for organisers of the whole server. Without it this node runs all of theirs. */
  courseOf?: (input: unknown) => Promise<string | undefined>;
  log: Logger;
  commands: Readonly<Record<string, Command>>;
  permissions: Readonly<Record<string, Permission>>;
  features: readonly Feature[];
  authenticate: Authenticate;
  /** Origins beside the server's own whose pages may open sockets. */
  allowedOrigins: readonly string[];
  metrics: SignalingMetrics;
  /** With other nodes: the names of sessions, and what becomes of requests that poll for one of another node. */
  relay?: SessionRelay | undefined;
}

export interface SessionRelay {
  newSessionId(): string;
  /** Calls `next` for what is to be answered here. */
  handle(request: IncomingMessage, response: ServerResponse, next: () => void): void;
}

export interface Signaling {
  /** Refuses new sockets from now on and tells the open ones that the server is going down. */
  stop(): void;
  /** Dismisses the sockets that a session has on this node. */
  revoke(sessionId: string): void;
  /** The sessions that have a socket open on this node. */
  sessions(): ReadonlySet<string>;
  /** The sockets that a session has on this node speak for it as it is now, and are told. */
  changed(participant: Participant, branchName: string | null): void;
  /** Closes all sockets so that clients come back by themselves. Idempotent. */
  close(): void;
}

/** Socket.IO on the server's port: sockets in, commands to the features, events and notices out. Knows no feature by name. */
export function createSignaling(options: SignalingOptions): Signaling {
  const { log, cluster } = options;
  const connections = new Map<string, SocketConnection>();
  const hooks = createHooks(options.features);
  const homes = new Homes({
    ...{ cluster, log, connections, ownerOf: options.ownerOf, courseOf: options.courseOf },
    beginAnew: (connection) => {
      hooks.disconnected(connection);
      connection.leaveAll();
      hooks.connected(connection);
    },
  });
  const { dispatch, run } = createDispatch({
    ...options,
    wayOf: ({ id }, input) => {
      const connection = connections.get(id);
      return connection && homes.wayOf(connection, input);
    },
  });
  const remotes = new RemoteConnections({ cluster, run, hooks, log });
  const origins = new Set(options.allowedOrigins);
  const io = new Server(options.server, {
    transports: ['websocket', 'polling'],
    pingInterval: ping.interval,
    pingTimeout: ping.timeout,
    connectTimeout: handshakeWithin,
    maxHttpBufferSize: limits.socketMessageBytes,
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    allowRequest: (request, answer) => {
      const allowed = isOriginAllowed(request, origins);
      answer(allowed ? null : 'origin not allowed', allowed);
    },
    ...(origins.size > 0 ? { cors: { origin: [...origins], credentials: true } } : {}),
  });
  const { relay } = options;
  if (relay) {
    io.engine.generateId = () => relay.newSessionId();
    io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) =>
      relay.handle(request, response, next),
    );
  }
  // Long polling is answered by Engine.IO, past the web framework and its headers.
  for (const event of ['initial_headers', 'headers']) {
    io.engine.on(event, (headers: Record<string, string>) => Object.assign(headers, pollingHeaders));
  }
  const guard = new WireGuard(io, options);
  io.engine.on('connection', sendInOnePiece);
  let stopping = false;

  const newcomers = new WeakMap<Socket, Newcomer>();
  const homeOf = (courseId: string | null) => homes.find(courseId);
  io.use((socket, next) => {
    shakeHands(socket, { authenticate: options.authenticate, homeOf, stopping, log }).then(
      (newcomer) => {
        newcomers.set(socket, newcomer);
        next();
      },
      (error: unknown) => {
        if (error instanceof HandshakeError) options.metrics.handshakeRefused(error.data.code);
        next(error instanceof Error ? error : new Error('internal'));
      },
    );
  });
  io.on('connection', (socket) => {
    const newcomer = newcomers.get(socket);
    if (newcomer) guard.prove(socket.conn, newcomer.participant.sessionId);
    // Without one the handshake did not pass, and there is nobody to serve.
    if (newcomer) open(socket, newcomer, { options, dispatch, connections, homes, hooks });
    else socket.disconnect(true);
  });

  const undeliver = deliver(cluster.bus, io);

  return {
    stop() {
      if (stopping) return;
      stopping = true;
      remotes.stop();
      io.local.emit('notice', { name: 'server.stopping', data: {} });
    },
    revoke(sessionId) {
      for (const connection of [...connections.values()]) {
        if (connection.participant.sessionId === sessionId) connection.dismiss('session.revoked');
      }
    },
    sessions: () => new Set([...connections.values()].map(({ participant }) => participant.sessionId)),
    changed(current, branchName) {
      for (const connection of connections.values()) {
        if (connection.participant.sessionId !== current.sessionId) continue;
        if (!homes.changed(connection, current, branchName)) hooks.changed(connection, current, branchName);
      }
    },
    close() {
      stopping = true;
      undeliver();
      guard.close();
      // Only the connection is closed, not the session on it: that is what makes Socket.IO's client come back. What
      // is still to be sent goes first.
      for (const socket of io.sockets.sockets.values()) socket.conn.close();
      remotes.close();
      homes.close();
    },
  };
}

interface Parts {
  options: SignalingOptions;
  dispatch: Dispatch['dispatch'];
  connections: Map<string, SocketConnection>;
  homes: Homes;
  hooks: Hooks;
}

/** Everything about one socket that passed its handshake. Nothing in here may throw: it would end the process. */
function open(
  socket: Socket,
  { participant, home }: Newcomer,
  { options, dispatch, connections, homes, hooks }: Parts,
): void {
  const { metrics } = options;
  const { courseId } = participant;
  const log = options.log.child({
    participantId: participant.sessionId,
    role: participant.role,
    socketId: socket.id,
  });
  const connection = createConnection(socket, participant, log);
  const pace = new Pace(performance.now());
  forgetRequest(socket);
  connections.set(socket.id, connection);
  connection.enter(sessionAudience(participant.sessionId));
  metrics.socketOpened(participant.role);
  log.info({ transport: socket.conn.transport.name, home }, 'a socket opened');

  const flood = (): void => {
    if (!socket.connected) return;
    metrics.flooded();
    log.warn('a socket sent far too much and was closed');
    socket.disconnect(true);
  };
  socket.onAny((event: unknown, ...rest: unknown[]) => {
    if (event !== 'command') {
      if (pace.count('unknown', undefined, performance.now()) === 'flood') flood();
      return;
    }
    // The client may have left the acknowledgement out, or put something else in its place.
    const [name, input] = rest;
    const last = rest.at(-1);
    dispatch(connection, pace, name, typeof input === 'function' ? undefined : input).then(
      (answer) => {
        if (answer === 'flood') flood();
        else if (isAcknowledgement(last)) last(answer);
      },
      (error: unknown) => log.error({ err: error }, 'a command could not be answered'),
    );
  });
  socket.on('disconnect', (reason) => {
    connections.delete(socket.id);
    metrics.socketClosed(participant.role, reason);
    log.info({ reason }, 'a socket closed');
    // Features of this node have met all that do not belong elsewhere, and every organiser of the server.
    if (!homes.has(connection) || courseId === null) hooks.disconnected(connection);
    homes.leave(connection);
  });
  if (home === undefined || courseId === null) hooks.connected(connection);
  else homes.enter(connection, { nodeId: home, courseId });
}

function isAcknowledgement(value: unknown): value is (answer: unknown) => void {
  return typeof value === 'function';
}

/** Each socket would keep its handshake's request, some 15 KB, for hours. */
function forgetRequest(socket: Socket): void {
  Reflect.set(socket.conn, 'request', null);
  socket.handshake.headers = {};
}
