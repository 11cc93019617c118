import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Command } from '../contract/command.ts';
import type { Participant } from '../contract/identity.ts';
import { limits } from '../contract/limits.ts';
import type { Permission } from '../contract/permissions.ts';
import type { Feature } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';
import { OneFrameAdapter } from './adapter.ts';
import { createConnection, sessionAudience, type OwnConnection } from './connection.ts';
import { createDispatch, Pace, type Dispatch } from './dispatch.ts';
import { deliver, type Channel } from './fanout.ts';
import { WireGuard } from './guard.ts';
import { HandshakeError, isOriginAllowed, shakeHands, type Authenticate } from './handshake.ts';
import type { SignalingMetrics } from './metrics.ts';

/** A dead peer is noticed after 18 s at most, in milliseconds: less than the time for which its media are kept. */
const ping = { interval: 10_000, timeout: 8_000 };
/** A connection that has not signed in by then, in milliseconds, is closed. */
const handshakeWithin = 10_000;

export interface SignalingOptions {
  server: HttpServer;
  bus: Channel;
  log: Logger;
  commands: Readonly<Record<string, Command>>;
  permissions: Readonly<Record<string, Permission>>;
  features: readonly Feature[];
  authenticate: Authenticate;
  /** Origins beside the server's own whose pages may open sockets. */
  allowedOrigins: readonly string[];
  metrics: SignalingMetrics;
}

export interface Signaling {
  /** Refuses new sockets from now on and tells the open ones that the server is going down. */
  stop(): void;
  /** Dismisses the sockets that a session has on this node. */
  revoke(sessionId: string): void;
  /** The sockets that a session has on this node speak for it as it is now, and are told. */
  changed(participant: Participant, branchName: string | null): void;
  /** Closes all sockets so that clients come back by themselves. Idempotent. */
  close(): void;
}

/** Socket.IO on the server's port: sockets in, commands to the features, events and notices out. Knows no feature by name. */
export function createSignaling(options: SignalingOptions): Signaling {
  const dispatch = createDispatch(options);
  const origins = new Set(options.allowedOrigins);
  const io = new Server(options.server, {
    adapter: OneFrameAdapter,
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
  const guard = new WireGuard(io, options);
  const connections = new Map<string, OwnConnection>();
  let stopping = false;

  const participants = new WeakMap<Socket, Participant>();
  io.use((socket, next) => {
    shakeHands(socket, { authenticate: options.authenticate, stopping, log: options.log }).then(
      (participant) => {
        participants.set(socket, participant);
        next();
      },
      (error: unknown) => {
        if (error instanceof HandshakeError) options.metrics.handshakeRefused(error.data.code);
        next(error instanceof Error ? error : new Error('internal'));
      },
    );
  });
  io.on('connection', (socket) => {
    const participant = participants.get(socket);
    if (participant) guard.prove(socket.conn, participant.sessionId);
    // Without a participant the handshake did not pass, and there is nobody to serve.
    if (participant) open(socket, participant, { options, dispatch, connections });
    else socket.disconnect(true);
  });

  const undeliver = deliver(options.bus, io);

  return {
    stop() {
      if (stopping) return;
      stopping = true;
      io.local.emit('notice', { name: 'server.stopping', data: {} });
    },
    revoke(sessionId) {
      for (const connection of [...connections.values()]) {
        if (connection.participant.sessionId === sessionId) connection.dismiss('session.revoked');
      }
    },
    changed(current, branchName) {
      for (const connection of connections.values()) {
        const before = connection.participant;
        if (before.sessionId !== current.sessionId) continue;
        connection.speakFor(current);
        for (const feature of options.features) tellChanged(feature, connection, before);
        connection.notify('session.changed', { participant: current, branchName });
      }
    },
    close() {
      stopping = true;
      undeliver();
      guard.close();
      // Only the connection is closed, not the session on it: that is what makes Socket.IO's client come back. What
      // is still to be sent goes first.
      for (const socket of io.sockets.sockets.values()) socket.conn.close();
    },
  };
}

/** Everything about one socket that passed its handshake. Nothing in here may throw: it would end the process. */
function open(
  socket: Socket,
  participant: Participant,
  {
    options,
    dispatch,
    connections,
  }: { options: SignalingOptions; dispatch: Dispatch; connections: Map<string, OwnConnection> },
): void {
  const { metrics, features } = options;
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
  log.info({ transport: socket.conn.transport.name }, 'a socket opened');

  const tell = (what: 'connected' | 'disconnected'): void => {
    for (const feature of features) {
      try {
        feature[what]?.(connection);
      } catch (error) {
        log.error({ err: error, feature: feature.name }, `a feature failed when a socket was ${what}`);
      }
    }
  };

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
    tell('disconnected');
  });
  tell('connected');
}

function tellChanged(feature: Feature, connection: OwnConnection, before: Participant): void {
  try {
    feature.changed?.(connection, before);
  } catch (error) {
    connection.log.error({ err: error, feature: feature.name }, 'a feature failed when a session changed');
  }
}

function isAcknowledgement(value: unknown): value is (answer: unknown) => void {
  return typeof value === 'function';
}

/** Each socket would keep its handshake's request, some 15 KB, for hours. */
function forgetRequest(socket: Socket): void {
  Reflect.set(socket.conn, 'request', null);
  socket.handshake.headers = {};
}
