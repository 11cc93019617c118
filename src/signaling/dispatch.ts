import { z } from 'zod';
import type { Answer, Command } from '../contract/command.ts';
import { mayAct, type Permission } from '../contract/permissions.ts';
import type { WireError } from '../contract/errors.ts';
import { AppError } from '../lib/errors.ts';
import type { CommandContext, Connection, Feature } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import { unstorableDetails, unstorableText } from '../lib/storable.ts';
import { TokenBucket } from '../lib/token-bucket.ts';
import { Turns } from '../lib/turns.ts';
import { inputDetails, toWireError, wireError } from '../lib/wire-error.ts';
import type { SignalingMetrics } from './metrics.ts';

/** All commands of one socket together: well above what a client sends while it joins. */
const overallRate = { perSecond: 50, burst: 150 };
/** Refusals for being too fast that a socket may collect before it is closed: a broken client, or a hostile one. */
const patience = { perSecond: 10, burst: 300 };
/** Commands of one socket that may be running at a time. */
const mostRunning = 64;

/** Commands that begin in one turn of the event loop: at half a millisecond each, about 8 ms without a look elsewhere. */
const perTurn = 16;

/** Lines about refused commands, of all sockets together: enough to see who tries what, and no flood of the log. */
const loggedRefusals = { perSecond: 2, burst: 50 };

/** What the dispatcher remembers of one socket. */
export class Pace {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #overall: TokenBucket;
  readonly #patience: TokenBucket;
  running = 0;

  constructor(now: number) {
    this.#overall = new TokenBucket(overallRate, now);
    this.#patience = new TokenBucket(patience, now);
  }

  /** Counts one message. `flood`: the socket exceeds grossly and is to be closed. */
  count(name: string, command: Command | undefined, now: number): 'fine' | 'fast' | 'flood' {
    let fine = this.#overall.take(now) && this.running < mostRunning;
    if (fine && command) {
      const bucket = this.#buckets.get(name) ?? new TokenBucket(command.rate, now);
      this.#buckets.set(name, bucket);
      fine = bucket.take(now);
    }
    if (fine) return 'fine';
    return this.#patience.take(now) ? 'fast' : 'flood';
  }
}

type Handler = NonNullable<Feature['commands']>[string];

interface Entry {
  command: Command;
  permission: Permission;
  handler: Handler;
}

/** Has a command run by another node. Rejects as handlers do, with `unavailable` when it is not known whether it was done. */
export type Forward = (name: string, input: unknown) => Promise<Answer<unknown>>;

/** The way to the node that has to run a command; undefined when it is this one. */
export type WayOf = (
  connection: Connection,
  input: unknown,
) => Forward | undefined | Promise<Forward | undefined>;

export interface DispatchOptions {
  commands: Readonly<Record<string, Command>>;
  permissions: Readonly<Record<string, Permission>>;
  features: readonly Feature[];
  metrics: SignalingMetrics;
  /** Without it every command runs here. */
  wayOf?: WayOf;
}

export interface Dispatch {
  /**
   * Counts and runs one command of a socket of this node; `flood` in place of an answer asks for the socket to be closed. Never
   * rejects.
   */
  dispatch: (
    connection: Connection,
    pace: Pace,
    name: unknown,
    input: unknown,
  ) => Promise<Answer<unknown> | 'flood'>;
  /** Runs a command here that another node has counted already. Never rejects. */
  run: (connection: Connection, name: string, input: unknown) => Promise<Answer<unknown>>;
}

/**
 * Joins the contract's commands with the features' handlers. Throws when a command has no handler or two, a handler has no
 * command, or a command has no permission: the server must not start like that.
 */
export function createDispatch(options: DispatchOptions): Dispatch {
  const table = buildTable(options);
  const turns = new Turns(perTurn);
  const refusals = new TokenBucket(loggedRefusals, performance.now());
  const unknownCommand = wireError('not_found', { command: 'unknown' });
  const dispatch: Dispatch['dispatch'] = async (connection, pace, name, input) => {
    const entry = typeof name === 'string' ? table.get(name) : undefined;
    const label = entry && typeof name === 'string' ? name : 'unknown';
    const startedAt = performance.now();
    const answered = (answer: Answer<unknown>): Answer<unknown> => {
      const outcome = answer.ok ? 'ok' : answer.error.code;
      options.metrics.command(label, outcome, (performance.now() - startedAt) / 1000);
      return answer;
    };

    const speed = pace.count(label, entry?.command, startedAt);
    if (speed !== 'fine') {
      const answer = answered({ ok: false, error: wireError('rate_limited') });
      return speed === 'flood' ? speed : answer;
    }
    if (!entry) return answered({ ok: false, error: unknownCommand });
    pace.running += 1;
    try {
      await turns.take();
      return answered(await run(entry, { name: label, connection, input, wayOf: options.wayOf, refusals }));
    } finally {
      pace.running -= 1;
    }
  };
  return {
    dispatch,
    async run(connection, name, input) {
      const entry = table.get(name);
      if (!entry) return { ok: false, error: unknownCommand };
      await turns.take();
      return run(entry, { name, connection, input, wayOf: undefined, refusals });
    },
  };
}

interface Asked {
  name: string;
  connection: Connection;
  input: unknown;
  wayOf: WayOf | undefined;
  /** Lines of the log that refusals may still take. */
  refusals: TokenBucket;
}

async function run(
  entry: Entry,
  { name, connection, input, wayOf, refusals }: Asked,
): Promise<Answer<unknown>> {
  const { participant, log } = connection;
  const refused = (error: WireError): Answer<unknown> => {
    if (refusals.take(performance.now()))
      log.warn({ command: name, code: error.code }, 'a command was refused');
    return { ok: false, error };
  };
  if (!mayAct(entry.permission, participant)) return refused(wireError('forbidden'));
  const parsed = entry.command.input.safeParse(input);
  if (!parsed.success) return refused(wireError('invalid_input', inputDetails(parsed.error.issues)));
  const unstorable = unstorableText(parsed.data);
  if (unstorable !== undefined) return refused(wireError('invalid_input', unstorableDetails(unstorable)));
  try {
    const way = wayOf?.(connection, input);
    const forward = way instanceof Promise ? await way : way;
    // As it came: whoever runs it parses it with the same schema.
    if (forward) return await forward(name, input);
    const context: CommandContext = { connection, participant, log };
    // The table pairs each handler with its own schema, which the types cannot say once the tables are merged.
    const output = await entry.handler(context, parsed.data as never);
    // Checked on the way out too: nothing leaves that the contract does not name.
    return { ok: true, data: z.parse(entry.command.output, output) };
  } catch (error) {
    const reference = newId();
    if (error instanceof AppError)
      log.info({ err: error, command: name, reference }, 'a command was refused');
    else log.error({ err: error, command: name, reference }, 'a command failed');
    return { ok: false, error: toWireError(error, reference) };
  }
}

function buildTable({ commands, permissions, features }: DispatchOptions): Map<string, Entry> {
  const handlers = new Map<string, Handler>();
  for (const feature of features) {
    for (const [name, handler] of Object.entries(feature.commands ?? {})) {
      if (handlers.has(name)) throw new Error(`two features handle the command ${name}`);
      if (!Object.hasOwn(commands, name))
        throw new Error(`${feature.name} handles ${name}, which is no command`);
      handlers.set(name, handler);
    }
  }
  const table = new Map<string, Entry>();
  for (const [name, command] of Object.entries(commands)) {
    const handler = handlers.get(name);
    const permission = permissions[name];
    if (!handler) throw new Error(`no feature handles the command ${name}`);
    if (!permission) throw new Error(`the command ${name} has no permission`);
    table.set(name, { command, permission, handler });
  }
  return table;
}
