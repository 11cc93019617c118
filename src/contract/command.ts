import type { z } from 'zod';
import type { WireError } from './errors.ts';

/** How often one connection may send a command: a token bucket of `burst`, refilled at `perSecond`. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** One thing that a client can ask for over the socket. */
export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** What it does, for docs/protocol.md. */
  summary: string;
  input: I;
  output: O;
  rate: Rate;
}

/** Declares a command; without a rate of its own it may be sent 20 times a second. */
export function command<I extends z.ZodType, O extends z.ZodType>(definition: {
  summary: string;
  input: I;
  output: O;
  rate?: Rate;
}): Command<I, O> {
  return { rate: { perSecond: 20, burst: 40 }, ...definition };
}

/** Every command is answered with exactly one of these. */
export type Answer<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** One HTTP route under /api. The key of a route table is its method and path, for example `GET /api/courses`. */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  summary: string;
  params: P;
  query: Q;
  body: B;
  output: O;
}

export type RouteKey = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /api/${string}`;
