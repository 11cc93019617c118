import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Command, Route } from '../contract/command.ts';
import type { EventEnvelope } from '../contract/classroom.ts';
import type { Participant } from '../contract/identity.ts';
import type { NoticeData, NoticeName } from '../contract/index.ts';
import type { Logger } from './logger.ts';

/**
 * Who hears an event or notice: a key such as `lesson:<id>:all`, `lesson:<id>:staff` or `session:<id>`. Sockets enter and
 * leave audiences; whoever emits knows no socket.
 */
export type Audience = string;

/** Sends to audiences on every node, through the cluster's bus. */
export interface Fanout {
  event(audience: Audience, envelope: EventEnvelope): void;
  /** To several audiences it is still one message, which a socket that is in more than one of them hears once. */
  notice<N extends NoticeName>(audience: Audience | readonly Audience[], name: N, data: NoticeData<N>): void;
}

/** One open socket of one participant, as features see it. */
export interface Connection {
  readonly id: string;
  readonly participant: Participant;
  readonly log: Logger;
  enter(audience: Audience): void;
  leave(audience: Audience): void;
  notify<N extends NoticeName>(name: N, data: NoticeData<N>): void;
  /** Sends a last notice, then closes the socket; the client will not come back by itself. */
  dismiss(name: 'session.replaced' | 'session.revoked'): void;
}

export interface CommandContext {
  connection: Connection;
  participant: Participant;
  log: Logger;
}

/** The handlers of a table of commands: one for each, typed from the contract, so a missing one does not compile. */
export type CommandHandlers<T extends Record<string, Command>> = {
  [K in keyof T]: (
    context: CommandContext,
    input: z.output<T[K]['input']>,
  ) => Promise<z.input<T[K]['output']>>;
};

/** What an HTTP handler may know of and do to its request and reply. */
export interface RouteContext {
  /** Undefined on public routes. */
  participant: Participant | undefined;
  log: Logger;
  /** True when the request reached us over TLS, directly or through a trusted proxy. */
  secure: boolean;
  userAgent: string;
  /** The file that is being sent; only on routes with `upload`. Ends with `too_large` when it is longer than they allow. */
  upload?: AsyncIterable<Uint8Array>;
  /** The value of a cookie that came with the request. */
  cookie(name: string): string | undefined;
  setCookie(name: string, value: string, maxAgeSeconds: number): void;
  clearCookie(name: string): void;
  /** Lets the browser forget what it has kept of our answers. */
  clearCache(): void;
}

export type RouteHandlers<T extends Record<string, Route>> = {
  [K in Exclude<keyof T, RawKeys<T>>]: (
    context: RouteContext,
    input: {
      params: z.output<T[K]['params']>;
      query: z.output<T[K]['query']>;
      body: z.output<T[K]['body']>;
    },
  ) => Promise<z.input<T[K]['output']>>;
};

/** The bare connection of a request. */
export interface RawWire {
  request: IncomingMessage;
  response: ServerResponse;
}

type RawKeys<T> = { [K in keyof T]: T[K] extends { raw: true } ? K : never }[keyof T];

/** The handlers of a contract's raw routes. Each has answered, or thrown before its answer began, when it resolves. */
export type RawRouteHandlers<T extends Record<string, Route>> = {
  [K in RawKeys<T>]: (
    context: RouteContext,
    input: { params: z.output<T[K]['params']>; query: z.output<T[K]['query']> },
    wire: RawWire,
  ) => Promise<void>;
};

/** One capability of the product. `features.ts` lists the features by hand. */
export interface Feature {
  name: string;
  /** Handlers by command name, for signaling. */
  commands?: Record<string, (context: CommandContext, input: never) => Promise<unknown>>;
  /** Handlers by route key, for http. */
  routes?: Record<string, (context: RouteContext, input: never) => Promise<unknown>>;
  /** Handlers of raw routes by route key, for http. */
  rawRoutes?: Record<string, (context: RouteContext, input: never, wire: RawWire) => Promise<void>>;
  /**
   * By route key: the course that a request concerns whose address names none, for the node that runs it has to answer;
   * undefined when any node can.
   */
  courseOf?: Record<string, (input: never) => Promise<string | undefined>>;
  /** A socket of a signed-in participant opened. */
  connected?(connection: Connection): void;
  /** The session of that socket stands for another name or branch than `before` from now on. */
  changed?(connection: Connection, before: Participant): void;
  /** That socket is gone, for whatever reason; called once. */
  disconnected?(connection: Connection): void;
  /** Ends timers and waits for running work; idempotent. */
  close?(): Promise<void>;
}
