import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Route } from '../contract/command.ts';
import { AppError } from '../lib/errors.ts';
import type { Origins } from './forwarded.ts';

/**
 * Requests a minute. Phones of a building, or of a whole mobile network, share one address, and a whole course may share one
 * link: a phone must never be refused for what it shares with others. What is kept out is a program that asks without end.
 */
const perMinute = {
  /** Signed-in requests of one session. */
  session: 600,
  /** Requests with one link, sign-in code or scan: 5,000 people who open the same link and, some of them, open it again. */
  proof: 12_000,
  /**
   * Requests from one address that bring a link, a code or a scan. 5,000 new phones scan, say who they are and try again
   * five times each; more than that is what keeps one core busy, and no crowd.
   */
  crowd: 60_000,
  /** Everything else without a session from one address. It takes nothing from what phones with a link or code have. */
  address: 6_000,
};

/** What a body can bring that was given to people: of a link, from a screen, for a scan. */
const proofs = ['token', 'code', 'pass'] as const;

export interface Limits {
  /** Throws `rate_limited`. */
  session(request: FastifyRequest, sessionId: string): Promise<void>;
  /** For requests without a session, before their body is known. Throws `rate_limited`. */
  address(request: FastifyRequest): Promise<void>;
  /** The same for requests of a route that `takesProof`. Throws `rate_limited`. */
  crowd(request: FastifyRequest): Promise<void>;
  /** For requests whose body brings a link, code or scan. Throws `rate_limited`. */
  proof(request: FastifyRequest): Promise<void>;
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
  const proof = limiter(perMinute.proof, (request) => `proof:${digest(proofOf(request) ?? '')}`);
  return {
    session(request, sessionId) {
      sessions.set(request, sessionId);
      return session(request);
    },
    address: limiter(perMinute.address, (request) => `address:${origins.ip(request)}`),
    crowd: limiter(perMinute.crowd, (request) => `crowd:${origins.ip(request)}`),
    proof: async (request) => (proofOf(request) === undefined ? undefined : proof(request)),
  };
}

/** Whether requests of a route bring a link, code or scan. */
export function takesProof({ body }: Route): boolean {
  return body instanceof z.ZodObject && proofs.some((name) => name in body.shape);
}

function proofOf(request: FastifyRequest): string | undefined {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(body));
  return proofs.map((name) => given.get(name)).find((value) => typeof value === 'string');
}

/** The limiter keeps its keys in memory for a minute: not the proof itself. */
function digest(proof: string): string {
  return createHash('sha256').update(proof).digest('base64url');
}
