import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** The header with which a node hands a request on. */
export const forwardedHeader = 'x-plenum-forwarded';

/** Milliseconds for which a seal counts; nodes' clocks may differ by as much. */
const countsFor = 60_000;

const facts = z.strictObject({
  /** The address of the client. */
  ip: z.string(),
  /** It reached the first node over TLS. */
  secure: z.boolean(),
  /** The request's method and address: the seal is worth nothing on another one. */
  of: z.string(),
  at: z.number(),
});
type Facts = z.infer<typeof facts>;

/** Where a request came from, as this node may believe it. */
export interface Origins {
  ip(request: FastifyRequest): string;
  secure(request: FastifyRequest): boolean;
}

/** What Fastify says, which knows of the proxies that the configuration names. */
export const directOrigins: Origins = {
  ip: (request) => request.ip,
  secure: (request) => request.protocol === 'https',
};

/**
 * Tells the node that runs a course from where a request came that another node hands on. It believes only who has the
 * cluster's secret: the header carries a proof of it (HMAC-SHA256, RFC 2104), never the secret itself.
 */
export class Forwarded implements Origins {
  readonly #key: Uint8Array;
  readonly #opened = new WeakMap<FastifyRequest, Facts | null>();

  /** @param key a secret of 256 bits that is used for nothing else, the same on all nodes */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  ip(request: FastifyRequest): string {
    return this.#open(request)?.ip ?? directOrigins.ip(request);
  }

  secure(request: FastifyRequest): boolean {
    return this.#open(request)?.secure ?? directOrigins.secure(request);
  }

  /** True when another node has handed the request on. */
  isForwarded(request: FastifyRequest): boolean {
    return this.#open(request) !== null;
  }

  /** The header's value for handing a request on. */
  seal(request: FastifyRequest): string {
    const sealed: Facts = {
      ip: this.ip(request),
      secure: this.secure(request),
      of: nameOf(request),
      at: Date.now(),
    };
    const body = Buffer.from(JSON.stringify(sealed)).toString('base64url');
    return `${body}.${this.#proof(body)}`;
  }

  #open(request: FastifyRequest): Facts | null {
    let opened = this.#opened.get(request);
    if (opened === undefined) {
      opened = this.#read(request) ?? null;
      this.#opened.set(request, opened);
    }
    return opened;
  }

  #read(request: FastifyRequest): Facts | undefined {
    const header = request.headers[forwardedHeader];
    if (typeof header !== 'string') return undefined;
    const [body = '', proof = ''] = header.split('.');
    const [given, right] = [Buffer.from(proof), Buffer.from(this.#proof(body))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const sealed = facts.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    const counts = Math.abs(Date.now() - sealed.at) < countsFor && sealed.of === nameOf(request);
    return counts ? sealed : undefined;
  }

  #proof(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}

function nameOf({ raw }: FastifyRequest): string {
  return `${raw.method ?? ''} ${raw.url ?? ''}`;
}
