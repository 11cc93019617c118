import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Route } from '../contract/command.ts';
import { sessionHeader, type Participant } from '../contract/identity.ts';
import type { Permission } from '../contract/permissions.ts';
import { mayAct } from '../lib/access.ts';
import { AppError } from '../lib/errors.ts';
import type { Feature, RouteContext } from '../lib/feature.ts';
import { errorBody } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Logger } from '../lib/logger.ts';

type Handler = NonNullable<Feature['routes']>[string];

export interface RoutesOptions {
  log: Logger;
  routes: Readonly<Record<string, Route>>;
  permissions: Readonly<Record<string, Permission>>;
  features: readonly Feature[];
  authenticate: (sessionId: string, cookieHeader: string | undefined) => Promise<Participant | undefined>;
  limits: Limits;
}

/**
 * Registers the contract's routes with the features' handlers. Throws when a route has no handler or two, a handler has
 * no route, or a route has no permission: the server must not start like that.
 */
export function registerRoutes(app: FastifyInstance, options: RoutesOptions): void {
  const handlers = collectHandlers(options);
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
    for (const [key, handler] of Object.entries(feature.routes ?? {})) {
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
  app.route({
    method,
    url,
    schema: {
      summary: route.summary,
      tags: [url.split('/')[2] ?? 'api'],
      params: route.params,
      querystring: route.query,
      ...(route.body instanceof z.ZodUndefined ? {} : { body: route.body }),
      response: { 200: route.output, default: errorBody },
      security: isPublic ? [] : [{ session: [] }],
    },
    // Who asks is settled before the body is read.
    onRequest: async (request) => {
      if (isPublic) return options.limits.address(request);
      const participant = await whoAsks(request, options);
      if (!mayAct(permission, participant)) throw new AppError('forbidden');
      participants.set(request, participant);
    },
    ...(isPublic ? { preValidation: (request: FastifyRequest) => options.limits.token(request) } : {}),
    handler: async (request, reply) => {
      const { params, query, body } = request;
      // Fastify has parsed each part with the schema that the contract gives to this very handler.
      const input = { params, query, body } as never;
      const output = await handler(
        routeContext(options.log, request, reply, participants.get(request)),
        input,
      );
      return reply.header('cache-control', 'no-store').send(output);
    },
  });
}

/** The header names the session, its cookie proves it. A foreign page can send the cookie but not the header. */
async function whoAsks(request: FastifyRequest, options: RoutesOptions): Promise<Participant> {
  const sessionId = request.headers[sessionHeader];
  const named = typeof sessionId === 'string' && sessionId !== '';
  const participant = named ? await options.authenticate(sessionId, request.headers.cookie) : undefined;
  if (!participant) {
    await options.limits.address(request);
    throw new AppError('not_signed_in');
  }
  await options.limits.session(request, participant.sessionId);
  return participant;
}

function routeContext(
  log: Logger,
  request: FastifyRequest,
  reply: FastifyReply,
  participant: Participant | undefined,
): RouteContext {
  const secure = request.protocol === 'https';
  // A session's secret: no script reads it, no foreign page sends it, and plain HTTP never carries one made over TLS.
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    participant,
    log: log.child({ reqId: request.id, ...(participant ? { participantId: participant.sessionId } : {}) }),
    secure,
    userAgent: request.headers['user-agent'] ?? '',
    setCookie: (name, value, maxAgeSeconds) =>
      void reply.setCookie(name, value, { ...attributes, maxAge: maxAgeSeconds }),
    clearCookie: (name) => void reply.clearCookie(name, attributes),
  };
}
