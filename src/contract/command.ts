import { z } from 'zod';
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
  /** The request's body is a file as it is (`application/octet-stream`) of at most this many bytes; `body` is undefined. */
  upload?: { maxBytes: number };
  /** The answer is a file for download; `output` is `file`. */
  download?: true;
  /** The feature answers on the bare connection (`Feature.rawRoutes`); the body is not read, `body` is undefined. */
  raw?: true;
}

/** A file that a route answers with. */
export interface FileAnswer {
  /** What the browser saves it as; any characters. */
  name: string;
  /** Its media type. */
  type: string;
  content: Uint8Array | AsyncIterable<Uint8Array>;
}

/** The output of a route that answers with a file. */
export const file = z.custom<FileAnswer>().meta({ description: 'The file itself, as an attachment.' });

export type RouteKey = `${'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /api/${string}`;
