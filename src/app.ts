import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { ClassroomFeature } from './classroom/feature.ts';
import { askForKey, giveKey } from './cluster/key-line.ts';
import { createLocalCluster } from './cluster/local.ts';
import type { Cluster, Members } from './cluster/port.ts';
import { createRedisCluster } from './cluster/redis.ts';
import type { Config } from './config.ts';
import { commands, routes } from './contract/index.ts';
import { permissions } from './contract/permissions.ts';
import { createFeatures } from './features.ts';
import { Metrics } from './http/metrics.ts';
import { createHttp, type StrictTransport } from './http/server.ts';
import { loadTls, ownNames } from './http/tls.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import { createOwnerLookup } from './lib/owner-lookup.ts';
import { createCourseOf, createHttpNodes, createRunsHere, nodeUrl } from './many-nodes.ts';
import { newId } from './lib/ids.ts';
import type { Logger } from './lib/logger.ts';
import { joinMedia } from './media/mesh/service.ts';
import { createMedia } from './media/service.ts';
import { removeAddress, writeAddress } from './running-address.ts';
import { createSignaling, type Signaling } from './signaling/server.ts';
import { RecordsArbiter } from './store/arbiter.ts';
import type { StoreNode } from './store/node.ts';
import { openStore, recordsSettings, type OpenStore } from './store/open.ts';
import type { Listening, StartStep } from './welcome.ts';

/**
 * Milliseconds for handing this node's media over to others: at a hundred people a second a full class, and as long as what
 * the last of them had here flows on.
 */
const drainWithin = 6_500;

export interface AppOptions {
  log: Logger;
  /** The folder that holds package.json, config/ and dist/client/. */
  root: string;
  clock?: Clock;
  /** Told when a step of the start begins. */
  onStep?: (step: StartStep) => void;
  /**
   * Told when other nodes have taken over from this one, because they have not heard of it for too long. It can write nothing
   * any more, and what it has in memory is out of date: the process has to end.
   */
  onFenced?: () => void;
}

export interface App {
  /** Opens the port. Throws when it is taken. */
  listen(): Promise<Listening>;
  /** Refuses newcomers, tells clients, ends everything in order. Idempotent; a part that fails does not hold up the next. */
  close(): Promise<void>;
}

/** What has been opened so far and has to be closed again, the newest first. */
class Closing {
  readonly #log: Logger;
  readonly #steps: { name: string; close: () => Promise<void> | void }[] = [];
  #closing: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#steps.unshift({ name, close });
  }

  run(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    for (const { name, close } of this.#steps) {
      try {
        await close();
      } catch (error) {
        this.#log.error({ err: error, part: name }, 'a part did not close cleanly');
      }
    }
  }
}

/** Builds everything once. What is open already is closed again when a later part fails. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const closing = new Closing(options.log);
  try {
    return await build(config, options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function build(config: Config, options: AppOptions, closing: Closing): Promise<App> {
  const { log, root, clock = systemClock, onStep } = options;
  const dataDir = resolve(root, config.dataDir);

  onStep?.('records');
  const { redis } = config;
  const fenced = options.onFenced ?? (() => undefined);
  // Each start is a node of its own.
  const node = redis.url === null ? undefined : { id: newId(), onFenced: fenced };
  const keyLine = redis.url === null ? undefined : { url: redis.url, log };
  const store = await openStore({
    ...{ dataDir, logger: log, node, ...recordsSettings(config) },
    askForKey: keyLine && ((wanted) => askForKey(keyLine, wanted)),
  });
  closing.add('store', () => store.close());
  if (keyLine && store.keyForNodes) {
    // At once: others that start with this one may be waiting for its key.
    const giving = await giveKey(keyLine, store.keyForNodes);
    closing.add('key of the records', () => giving.close());
  }

  onStep?.('media');
  const localMedia = await createMedia(config.media, log);
  closing.add('media workers', () => localMedia.close());

  onStep?.('features');
  const many = redis.url !== null;
  const cluster = await createCluster(redis.url, node, store, log);
  closing.add('cluster', () => cluster.close());
  const { ownership, members, calls } = cluster;
  const mesh = many ? joinMedia({ local: localMedia, members, calls, log }) : undefined;
  // Before the cluster is left: its rooms on other nodes are told.
  if (mesh) closing.add('media', () => mesh.close());
  const media = mesh ?? localMedia;
  const ownerOf = createOwnerLookup((courseId) => ownership.ownerOf(courseId));
  const state = { listening: false, stopping: false };
  const live: { signaling?: Signaling; classroom?: ClassroomFeature } = {};
  const features = await createFeatures({
    config,
    dataDir,
    store,
    media,
    cluster,
    clock,
    log,
    live,
    runsHere: createRunsHere(cluster, () => (many ? state.listening && !state.stopping : true)),
  });
  const { identity, courseOfLesson } = features;
  for (const feature of features.all) closing.add(feature.name, () => feature.close?.());

  onStep?.('web');
  const metrics = new Metrics();
  metrics.start(() => localMedia.stats());
  const authenticate = identity.identity.authenticate.bind(identity.identity);
  const shared = { log, features: features.all, authenticate, permissions, metrics };
  const tls = await loadTls(config.tls, { dataDir, publicUrl: config.server.publicUrl, log });
  metrics.certificate(config.tls.mode);
  if (config.tls.mode === 'self-signed')
    log.warn(
      'the certificate is self-signed, which is for trials only: set tls.mode to files, or put a proxy in front',
    );
  const http = await createHttp({
    ...shared,
    version: await readVersion(root),
    routes,
    tls,
    strictTransport: strictTransport(config.tls),
    trustProxy: config.server.trustProxy,
    client: { dir: join(root, 'dist/client'), developer: config.environment !== 'production' },
    metricsToken: config.metrics.token,
    ...(many
      ? { nodes: createHttpNodes(cluster, { ownerOf, key: identity.identity.keyFor('cluster.http') }) }
      : {}),
    checks: {
      records: () => store.ping().then(() => true),
      media: () => media.load().some((worker) => worker.alive),
      notStopping: () => !state.stopping,
    },
  });
  closing.add('http', () => http.close());
  const { publicUrl, allowedOrigins } = config.server;
  const origins = publicUrl === null ? allowedOrigins : [...allowedOrigins, new URL(publicUrl).origin];
  const signaling = createSignaling({
    ...shared,
    server: http.server,
    cluster,
    ownerOf,
    ...(many ? { courseOf: createCourseOf(courseOfLesson) } : {}),
    commands,
    allowedOrigins: origins,
    relay: http.relay,
  });
  live.signaling = signaling;
  closing.add('signaling', () => signaling.close());

  return {
    async listen() {
      const { port } = await http.listen(config.server.host, config.server.port);
      const organiser = identity.identity;
      const path = (await organiser.hasOrganiser()) ? null : await organiser.organiserPath();
      const found = listening(config, port, path);
      await writeAddress(dataDir, found.url);
      members.announce({
        url: nodeUrl(config, port),
        certificate: tls ? new X509Certificate(tls.cert).fingerprint256 : null,
      });
      state.listening = true;
      closing.add('address', () => removeAddress(dataDir));
      return found;
    },
    async close() {
      const isFirst = !state.stopping;
      state.stopping = true;
      members.announce({ draining: true });
      // Sockets follow when the media are elsewhere: pictures go on while they move.
      if (isFirst && mesh && hasOthers(members)) {
        await mesh.drained(drainWithin);
        // What its courses have on other nodes runs on until their next owner has it.
        mesh.abandonRooms();
      }
      signaling.stop();
      return closing.run();
    },
  };
}

/** What browsers are told to keep to; behind a proxy, the proxy tells them. A self-signed certificate is none to keep to. */
function strictTransport({ mode, includeSubDomains }: Config['tls']): StrictTransport {
  if (mode !== 'files') return 'off';
  return includeSubDomains ? 'subdomains' : 'host';
}

async function createCluster(
  url: string | null,
  node: StoreNode | undefined,
  store: OpenStore,
  log: Logger,
): Promise<Cluster> {
  if (url === null || !node) return createLocalCluster(log);
  const arbiter = new RecordsArbiter(store.db, node.id);
  return createRedisCluster({ url, self: node.id, arbiter, log, fenced: node.onFenced });
}

/** Whether there is a node that could take over. */
function hasOthers(members: Members): boolean {
  const { self } = members;
  return members.list().some(({ id, draining }) => id !== self && !draining);
}

async function readVersion(root: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return hasVersion && typeof parsed.version === 'string' ? parsed.version : '0.0.0';
}

/** Where the server can be opened, as far as it can know. */
function listening(config: Config, port: number, organiserPath: string | null): Listening {
  const { host, publicUrl, trustProxy } = config.server;
  const secure = config.tls.mode !== 'off';
  const address = (name: string): string =>
    `${secure ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const everywhere = host === '0.0.0.0' || host === '::';
  const reachable = ownNames(null).filter((name) => isIP(name) === 4 || (isIP(name) === 6 && host === '::'));
  const others = everywhere ? reachable.filter((name) => !isLoopback(name)) : isLoopback(host) ? [] : [host];
  const ownUrl = address(everywhere || host === 'localhost' ? 'localhost' : host);
  const url = publicUrl === null ? ownUrl : new URL(publicUrl).origin;
  return {
    url,
    localUrl: ownUrl,
    remoteUrls: others.map(address),
    publicUrl,
    tlsMode: config.tls.mode,
    offersDemo: config.demo.enabled,
    behindProxy: trustProxy !== false,
    organiserLink: organiserPath === null ? null : `${url}${organiserPath}`,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
