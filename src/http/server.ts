import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import cookie from '@fastify/cookie';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Route } from '../contract/command.ts';
import type { Permission } from '../contract/permissions.ts';
import type { Feature } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { registerClient } from './client.ts';
import { contentPolicy } from './content-policy.ts';
import { registerDocs } from './docs.ts';
import { Elsewhere, type HttpNodes } from './elsewhere.ts';
import { answerBadAddress, registerErrors } from './errors.ts';
import { directOrigins } from './forwarded.ts';
import { ConnectionGuard } from './guard.ts';
import { LoopWatch, registerHealth, type ReadyChecks } from './health.ts';
import { createLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { PollRelay } from './poll-relay.ts';
import { registerRoutes, type RoutesOptions } from './routes.ts';
import type { TlsPair } from './tls.ts';

/** The largest body of a request, in bytes: an API call is a form, not a file. */
const largestBody = 1024 * 1024;
/** A request that is not complete by then, in milliseconds, is dropped. */
const requestWithin = 30_000;
/**
 * Headers that are not complete by then, and a TLS handshake that is not done, in milliseconds: a slow line needs two seconds and gets
 * ten. What holds a connection open without saying anything is no client of ours.
 */
const headersWithin = 10_000;
/** How often that is looked at, in milliseconds. */
const lookEvery = 2_000;
/** Connections that wait to be taken in: a whole course that comes back in the same second, several for each page. */
const backlog = 4_096;
/** Connections that a peer does not close by then, in milliseconds, are cut when the server closes. */
const closeWithin = 1_500;

/** Whether browsers insist on HTTPS from now on (RFC 6797): not, for this host, or for all names below it, too. */
export type StrictTransport = 'off' | 'host' | 'subdomains';

export interface HttpOptions {
  log: Logger;
  version: string;
  tls: TlsPair | undefined;
  /** More than `off` only with a certificate that browsers accept. */
  strictTransport: StrictTransport;
  trustProxy: boolean | string;
  client: { dir: string; developer: boolean };
  metrics: Metrics;
  metricsToken: string | null;
  checks: ReadyChecks;
  routes: Readonly<Record<string, Route>>;
  permissions: Readonly<Record<string, Permission>>;
  features: readonly Feature[];
  authenticate: RoutesOptions['authenticate'];
  /** The other nodes; without it this node answers everything. */
  nodes?: HttpNodes;
}

export interface HttpServer {
  /** For Socket.IO, which answers on the same port. */
  readonly server: Server;
  /** With other nodes: for sockets that poll. */
  readonly relay: PollRelay | undefined;
  /** Throws when the port is taken. */
  listen(host: string, port: number): Promise<AddressInfo>;
  /** Takes no more requests, lets those that run finish, and cuts what is left after 1.5 s. Idempotent. */
  close(): Promise<void>;
}

/** Fastify with everything that is the same for every feature. Knows no feature by name. */
export async function createHttp(options: HttpOptions): Promise<HttpServer> {
  const connections = new Set<Socket>();
  const server = createRawServer(options.tls, connections);
  const guard = new ConnectionGuard(options);
  guard.watch(server);
  // Named as what Fastify knows of a logger: otherwise every plugin's types would want pino's.
  const loggerInstance: FastifyBaseLogger = options.log;
  const app = Fastify({
    serverFactory: (handler) => server.on('request', handler),
    loggerInstance,
    // Its own lines hold the address, and an invitation's address holds the token; see `observe`.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    trustProxy: options.trustProxy,
    bodyLimit: largestBody,
    forceCloseConnections: 'idle',
    // `__proto__` in a body is an error, as is every key that the contract does not name.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: answerBadAddress,
  });
  const loop = new LoopWatch();
  app.addHook('onClose', async () => loop.close());
  app.setValidatorCompiler(validatorCompiler);
  // Parsed on the way out too, as commands' answers are: nothing leaves that the contract does not name. The type provider's
  // own compiler encodes instead, which fails on every text that the contract makes harmless.
  app.setSerializerCompiler<z.ZodType>(
    ({ schema }) =>
      (data) =>
        JSON.stringify(schema.parse(data)),
  );
  observe(app, options.metrics);
  registerErrors(app);
  await app.register(helmet, helmetOptions(options.strictTransport));
  app.addHook('onRequest', async (request, reply) => {
    // As helmet sets its own: also on what is answered on the bare connection.
    reply.raw.setHeader('content-security-policy', contentPolicy(request.headers.host));
    reply.header(
      'permissions-policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()',
    );
  });
  await app.register(cookie);
  await app.register(rateLimit, { global: false, cache: 20_000 });
  await registerDocs(app, options.version);
  const origins = options.nodes?.forwarded ?? directOrigins;
  const elsewhere = options.nodes && (await Elsewhere.register(app, options.nodes));
  registerRoutes(app, { ...options, origins, elsewhere, limits: createLimits(app, origins) });
  registerHealth(app, { ...options, loop });
  await registerClient(app, options.client);
  await app.ready();

  const relay = options.nodes && new PollRelay(options.nodes, options.log);
  return {
    server,
    relay,
    async listen(host, port) {
      await app.listen({ host, port, backlog });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
      return address;
    },
    async close() {
      relay?.close();
      const cut = setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, closeWithin);
      await app.close();
      clearTimeout(cut);
    },
  };
}

function createRawServer(tls: TlsPair | undefined, connections: Set<Socket>): Server {
  const server = tls
    ? createTlsServer({
        ...{ cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' },
        ...{ handshakeTimeout: headersWithin, connectionsCheckingInterval: lookEvery },
      })
    : createServer({ connectionsCheckingInterval: lookEvery });
  server.requestTimeout = requestWithin;
  server.headersTimeout = headersWithin;
  // Longer than any usual proxy's own: otherwise it sends a request on a connection that is just being closed.
  server.keepAliveTimeout = 75_000;
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return server;
}

/** One log line and one figure for each request. Addresses stay out of the log: an invitation's holds its token. */
function observe(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const ms = Math.round(reply.elapsedTime);
    metrics.httpAnswered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    const line = { method: request.method, route, status: reply.statusCode, ms };
    if (route.startsWith('/api/') && !route.startsWith('/api/docs')) request.log.info(line, 'request');
    else request.log.debug(line, 'request');
  });
}

/** Seconds for which browsers come back over HTTPS only. Subdomains may be somebody else's: they are the proxy's business. */
const aYear = 31_536_000;

function helmetOptions(strictTransport: StrictTransport): FastifyHelmetOptions {
  return {
    // Ours names the request's host, for which helmet would put the whole policy together for each request.
    contentSecurityPolicy: false,
    strictTransportSecurity:
      strictTransport === 'off'
        ? false
        : { maxAge: aYear, includeSubDomains: strictTransport === 'subdomains' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  };
}
