import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../lib/errors.ts';
import type { Origins } from './forwarded.ts';

/**
 * Requests a minute. A whole building shares one address, and a whole course may share one link: 557 people who open it
 * in the same minute, some of them twice, must pass. What is kept out is a program that asks without end.
 */
const perMinute = {
  /** Signed-in requests of one session. */
  session: 600,
  /** Sign-ins with one token. */
  token: 3_000,
  /** Everything without a session from one address, sign-ins included. */
  address: 6_000,
};

export interface Limits {
  /** Throws `rate_limited`. */
  session(request: FastifyRequest, sessionId: string): Promise<void>;
  /** For requests without a session, before their body is known. Throws `rate_limited`. */
  address(request: FastifyRequest): Promise<void>;
  /** For requests whose body carries a token. Throws `rate_limited`. */
  token(request: FastifyRequest): Promise<void>;
}

/** Needs @fastify/rate-limit. */
export function createLimits(app: FastifyInstance, origins: Origins): Limits {
  const sessions = new WeakMap<FastifyRequest, string>();
  const limiter = (max: number, keyGenerator: (request: FastifyRequest) => string) => {
    const check = app.createRateLimit({ max, timeWindow: 60_000, keyGenerator });
    return async (request: FastifyRequest): Promise<void> => {
      const result = await check(request);
      if (!result.isAllowed && result.isExceeded) {
        throw new AppError('rate_limited', { retryAfterSeconds: result.ttlInSeconds });
      }
    };
  };
  const session = limiter(perMinute.session, (request) => `session:${sessions.get(request) ?? ''}`);
  const token = limiter(perMinute.token, (request) => `token:${digest(tokenOf(request) ?? '')}`);
  return {
    session(request, sessionId) {
      sessions.set(request, sessionId);
      return session(request);
    },
    address: limiter(perMinute.address, (request) => `address:${origins.ip(request)}`),
    token: async (request) => (tokenOf(request) === undefined ? undefined : token(request)),
  };
}

function tokenOf(request: FastifyRequest): string | undefined {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('token' in body)) return undefined;
  return typeof body.token === 'string' ? body.token : undefined;
}

/** The limiter keeps its keys in memory for a minute: not the token itself. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
