import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FileAnswer, Route } from '../contract/command.ts';
import { sessionHeader, type Participant } from '../contract/identity.ts';
import { mayAct, type Permission } from '../contract/permissions.ts';
import { AppError } from '../lib/errors.ts';
import type { Feature, RawWire, RouteContext } from '../lib/feature.ts';
import { unstorableDetails, unstorableText } from '../lib/storable.ts';
import type { Elsewhere } from './elsewhere.ts';
import { errorBody } from './errors.ts';
import type { Origins } from './forwarded.ts';
import { takesProof, type Limits } from './limits.ts';
import { answerRaw } from './raw.ts';
import type { Logger } from '../lib/logger.ts';

type Handler = (context: RouteContext, input: never, wire: RawWire) => Promise<unknown>;

export interface RoutesOptions {
  log: Logger;
  routes: Readonly<Record<string, Route>>;
  permissions: Readonly<Record<string, Permission>>;
  features: readonly Feature[];
  authenticate: (sessionId: string, cookieHeader: string | undefined) => Promise<Participant | undefined>;
  limits: Limits;
  origins: Origins;
  /** Without it this node answers everything. */
  elsewhere: Elsewhere | undefined;
}

/**
 * Registers the contract's routes with the features' handlers. Throws when a route has no handler or two, a handler has
 * no route, or a route has no permission: the server must not start like that.
 */
export function registerRoutes(app: FastifyInstance, options: RoutesOptions): void {
  const handlers = collectHandlers(options);
  // The handler reads it as it comes; without one that does, nothing is kept of it.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  // The media type of tus 1.0.0, whose requests are answered on the bare connection.
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
  for (const [key, route] of Object.entries(options.routes)) {
    const handler = handlers.get(key);
    const permission = options.permissions[key];
    if (!handler) throw new Error(`no feature handles the route ${key}`);
    if (!permission) throw new Error(`the route ${key} has no permission`);
    registerRoute(app, key, route, { handler, permission, options });
  }
}

function collectHandlers({ features, routes }: RoutesOptions): Map<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const feature of features) {
    for (const [key, handler] of Object.entries<Handler>({ ...feature.routes, ...feature.rawRoutes })) {
      if (handlers.has(key)) throw new Error(`two features handle the route ${key}`);
      if (!Object.hasOwn(routes, key)) throw new Error(`${feature.name} handles ${key}, which is no route`);
      handlers.set(key, handler);
    }
  }
  return handlers;
}

function registerRoute(
  app: FastifyInstance,
  key: string,
  route: Route,
  { handler, permission, options }: { handler: Handler; permission: Permission; options: RoutesOptions },
): void {
  const [method = '', url = ''] = key.split(' ');
  const participants = new WeakMap<FastifyRequest, Participant>();
  const isPublic = permission.scope === 'public';
  // Files, and what is answered on the bare connection, have a body that no schema reads.
  const takesBody = !(route.body instanceof z.ZodUndefined);
  const bringsProof = takesProof(route);
  const placing = placingHooks(key, {
    route,
    options,
    participantOf: (request) => participants.get(request),
  });
  app.route({
    method,
    url,
    schema: {
      summary: route.summary,
      tags: [url.split('/')[2] ?? 'api'],
      params: route.params,
      querystring: route.query,
      ...(takesBody ? { body: route.body } : {}),
      response: { ...(route.download ? {} : { 200: route.output }), default: errorBody },
      security: isPublic ? [] : [{ session: [] }],
    },
    // Who asks is settled before the body is read.
    onRequest: [
      async (request) => {
        if (isPublic) return bringsProof ? options.limits.crowd(request) : options.limits.address(request);
        const participant = await whoAsks(request, options, route.raw === true || route.download === true);
        if (!mayAct(permission, participant)) throw new AppError('forbidden');
        participants.set(request, participant);
        if (Number(request.headers['content-length']) > (route.upload?.maxBytes ?? Infinity)) {
          throw new AppError('too_large');
        }
      },
      ...placing.onRequest,
    ],
    preHandler: placing.preHandler,
    ...(isPublic ? { preValidation: (request: FastifyRequest) => options.limits.proof(request) } : {}),
    handler: async (request, reply) => {
      const { params, query } = request;
      // Fastify has parsed each part with the schema that the contract gives to this very handler.
      const input = { params, query, body: takesBody ? request.body : undefined } as never;
      const unstorable = unstorableText(input);
      if (unstorable !== undefined) throw new AppError('invalid_input', unstorableDetails(unstorable));
      const context = routeContext(options, request, reply, participants.get(request));
      if (route.upload) context.upload = upload(request, route.upload.maxBytes);
      if (route.raw) {
        return answerRaw(request, reply, context.log, async (wire) => {
          await handler(context, input, wire);
        });
      }
      const output = await handler(context, input, { request: request.raw, response: reply.raw });
      void reply.header('cache-control', 'no-store');
      // The contract gives a download no other output.
      return route.download ? sendFile(reply, output as FileAnswer) : reply.send(output);
    },
  });
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

interface Placed {
  route: Route;
  options: RoutesOptions;
  participantOf: (request: FastifyRequest) => Participant | undefined;
}

/** Hooks that have a request answered by the node that runs its course; none when there is but one node. */
function placingHooks(
  key: string,
  { route, options: { elsewhere, features }, participantOf }: Placed,
): { onRequest: Hook[]; preHandler: Hook[] } {
  const none = { onRequest: [], preHandler: [] };
  if (!elsewhere) return none;
  if (key.includes('/:courseId')) {
    const hook: Hook = (request, reply, done) => {
      const { courseId } = courseParams.parse(request.params);
      const own = participantOf(request)?.courseId;
      // To somebody of another course it does not exist. No node shall run courses that people have thought up.
      if (own !== null && own !== courseId) done(new AppError('not_found'));
      else elsewhere.answer({ request, reply, courseId }, done);
    };
    // Before the body is read: it goes on as it comes.
    return { ...none, onRequest: [hook] };
  }
  const courseOf = features.find(({ courseOf: table }) => table && Object.hasOwn(table, key))?.courseOf?.[
    key
  ];
  if (!courseOf) return none;
  const hook: Hook = (request, reply, done) => {
    // Fastify has parsed what this very handler gets; a raw route's parameters are checked by whoever answers.
    const input = { params: request.params, query: request.query, body: request.body } as never;
    courseOf(input).then(
      (courseId) => {
        if (courseId === undefined) done();
        else elsewhere.answer({ request, reply, courseId }, done);
      },
      (error: unknown) => done(error instanceof Error ? error : new AppError('unavailable')),
    );
  };
  return route.raw ? { ...none, onRequest: [hook] } : { ...none, preHandler: [hook] };
}

const courseParams = z.looseObject({ courseId: z.string() });

/** The body as it comes. What is not read of it is thrown away once the answer is sent; the connection stays. */
function upload(request: FastifyRequest, maxBytes: number): AsyncIterable<Uint8Array> {
  const { body } = request;
  if (!(body instanceof Readable)) throw new AppError('invalid_input');
  return within(body, maxBytes);
}

async function* within(body: Readable, maxBytes: number): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > maxBytes) throw new AppError('too_large');
    yield part;
  }
}

function sendFile(reply: FastifyReply, { name, type, content }: FileAnswer): FastifyReply {
  // RFC 6266, 4.3: the plain name is for programs that do not know the encoded one.
  const plain = name.replace(/[^\w.-]+/g, '_');
  return reply
    .type(type)
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, '_')}`,
    )
    .send(content instanceof Uint8Array ? Buffer.from(content) : Readable.from(content));
}

/** The header names the session, its cookie proves it. A foreign page can send the cookie but not the header. */
async function whoAsks(
  request: FastifyRequest,
  options: RoutesOptions,
  nameable: boolean,
): Promise<Participant> {
  const sessionId = request.headers[sessionHeader] ?? (nameable ? sessionInAddress(request) : undefined);
  const named = typeof sessionId === 'string' && sessionId !== '';
  const participant = named ? await options.authenticate(sessionId, request.headers.cookie) : undefined;
  if (!participant) {
    await options.limits.address(request);
    throw new AppError('not_signed_in');
  }
  await options.limits.session(request, participant.sessionId);
  return participant;
}

/**
 * The session that the address of a picture, a video, a file to save or a new tab names: there a browser sends no header of ours. The
 * cookie proves it all the same; it is never sent along from foreign sites, and reading changes nothing for anybody.
 */
function sessionInAddress(request: FastifyRequest): string | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const { query } = request;
  if (typeof query !== 'object' || query === null || !('session' in query)) return undefined;
  return typeof query.session === 'string' ? query.session : undefined;
}

function routeContext(
  { log, origins }: RoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  participant: Participant | undefined,
): RouteContext {
  const secure = origins.secure(request);
  // A session's secret: no script reads it, no foreign page sends it, and plain HTTP never carries one made over TLS.
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    participant,
    log: log.child({ reqId: request.id, ...(participant ? { participantId: participant.sessionId } : {}) }),
    secure,
    userAgent: request.headers['user-agent'] ?? '',
    cookie: (name) => request.cookies[name],
    setCookie: (name, value, maxAgeSeconds) =>
      void reply.setCookie(name, value, { ...attributes, maxAge: maxAgeSeconds }),
    clearCache: () => void reply.header('clear-site-data', '"cache"'),
    clearCookie: (name) => void reply.clearCookie(name, attributes),
  };
}
