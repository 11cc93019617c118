import fc from 'fast-check';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import { errorCatalogue } from '../../src/contract/errors.ts';
import { commands } from '../../src/contract/index.ts';
import { limits } from '../../src/contract/limits.ts';
import type { Permission } from '../../src/contract/permissions.ts';
import {
  actorFor,
  applied,
  changes,
  inParallel,
  mayAttempt,
  permissionOf,
  tryAll,
  type Change,
} from '../support/fuzz/attempt.ts';
import { FuzzedClass, type Actor } from '../support/fuzz/class.ts';
import { inputOf } from '../support/fuzz/inputs.ts';
import { jsonOf } from '../support/fuzz/nasty.ts';
import { openSocket, send } from '../support/wire.ts';

/*
 * Every command, as everybody, in the classroom and outside of it, with inputs made from its own schema and then broken. The
 * server answers each of them, and never with a failure of its own or a success for what it must not do.
 */

let fuzzed: FuzzedClass;

beforeAll(async () => {
  fuzzed = await FuzzedClass.start();
});
afterAll(() => fuzzed.server.close());

type Insider = Exclude<Actor, 'nobody'>;

/** The sockets that one command is tried on: one for each actor, in the classroom or not. */
class Seats {
  readonly #nth: number;
  readonly #sockets = new Map<string, Promise<Socket>>();

  /** @param nth which links of the course to come by, so that nobody takes another's place */
  constructor(nth: number) {
    this.#nth = nth;
  }

  at(actor: Insider, inClass: boolean): Promise<Socket> {
    const key = `${actor} ${inClass}`;
    const found = this.#sockets.get(key) ?? this.#open(actor, inClass);
    this.#sockets.set(key, found);
    return found;
  }

  async leave(actor: Insider, inClass: boolean): Promise<void> {
    const key = `${actor} ${inClass}`;
    (await this.#sockets.get(key))?.disconnect();
    this.#sockets.delete(key);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.values()) (await socket).disconnect();
  }

  async #open(actor: Insider, inClass: boolean): Promise<Socket> {
    const enter = async (): Promise<Socket> => openSocket(await fuzzed.enter(actor, this.#nth));
    // Another command's seat may have come by the same link in between, which ends this session.
    const socket = await enter().catch(enter).catch(enter);
    if (inClass) await send(socket, 'classroom.join', { lessonId: fuzzed.lessonId, withMedia: true });
    return socket;
  }
}

interface Attempt {
  actor: Insider;
  inClass: boolean;
  input: unknown;
  made: Change[];
}

function attemptFor(command: Command, permission: Permission): fc.Arbitrary<Attempt> {
  return fc.record({
    actor: actorFor(permission).filter((actor) => actor !== 'nobody'),
    inClass: fc.constantFrom(true, true, true, false),
    input: inputOf(command.input),
    made: changes,
  });
}

/** The input as it arrives: bytes as they are, all else as JSON. */
function received(input: unknown): unknown {
  if (input instanceof Uint8Array) return Buffer.from(input);
  if (Array.isArray(input)) return input.map((item) => received(item) ?? null);
  if (typeof input === 'number') return Number.isFinite(input) ? input : null;
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).flatMap(([key, value]) => (value === undefined ? [] : [[key, received(value)]])),
  );
}

/** Sends it; undefined when the server closed the socket over it. */
async function ask(socket: Socket, name: string, input: unknown): Promise<Answer<unknown> | undefined> {
  const gone = new Promise<undefined>((resolve) => socket.once('disconnect', () => resolve(undefined)));
  if (!socket.connected) return undefined;
  return Promise.race([send(socket, name, input), gone]);
}

function problemOf(
  command: Command,
  permission: Permission,
  { actor, input, answer }: { actor: Actor; input: unknown; answer: Answer<unknown> },
): string | undefined {
  if (!answer.ok) {
    if (answer.error.code === 'internal') return 'it failed';
    return Object.hasOwn(errorCatalogue, answer.error.code)
      ? undefined
      : 'the refusal is not in the catalogue';
  }
  if (!mayAttempt(permission, actor)) return 'it was done for somebody who may not';
  if (!command.input.safeParse(received(input)).success)
    return 'it was done although the contract does not take it';
  return command.output.safeParse(answer.data).success ? undefined : "the answer is not the contract's";
}

/** Answers by their code. */
const seen = new Map<string, number>();

/** A message that is larger than the server takes, or in more pieces, ends the connection, and that is right. */
function endsConnection(input: unknown): boolean {
  const text = jsonOf(input);
  return (
    Buffer.byteLength(text) > limits.socketMessageBytes - 500 || text.split('"type":"Buffer"').length > 10
  );
}

async function attemptOnce(
  {
    name,
    command,
    permission,
    seats,
  }: { name: string; command: Command; permission: Permission; seats: Seats },
  { actor, inClass, input, made }: Attempt,
): Promise<void> {
  const sent = fuzzed.known.resolve(applied(input, made), false);
  let answer = await ask(await seats.at(actor, inClass), name, sent);
  const isSpent = answer?.ok === false && answer.error.code === 'rate_limited';
  if (answer === undefined || isSpent) {
    // Somebody took the place, or the pace is used up: a new socket must be served.
    await seats.leave(actor, inClass);
    answer = await ask(await seats.at(actor, inClass), name, sent);
  }
  if (answer === undefined) {
    await seats.leave(actor, inClass);
    if (endsConnection(sent)) return;
  }
  const code = answer === undefined ? 'closed' : answer.ok ? 'ok' : answer.error.code;
  seen.set(code, (seen.get(code) ?? 0) + 1);
  const problem = answer
    ? problemOf(command, permission, { actor, input: sent, answer })
    : 'the socket was closed';
  if (problem !== undefined) {
    const shown = jsonOf(sent).slice(0, 1_500);
    throw new Error(
      `${problem}\n${name} as ${actor}, in class: ${inClass}\n${shown}\n-> ${jsonOf(answer).slice(0, 500)}`,
    );
  }
  if (answer?.ok) fuzzed.known.gather(answer.data, name);
}

/** What ends the lesson for all others comes last. */
const last = ['classroom.end'];

it('answers every command, and never fails', async () => {
  const organiser = await openSocket(await fuzzed.enter('organiser of the server'));
  await send(organiser, 'classroom.join', { lessonId: fuzzed.lessonId, withMedia: false });
  await send(organiser, 'classroom.start', {});
  let nth = 0;
  const run = async ([name, command]: [string, Command]): Promise<void> => {
    const permission = permissionOf(name);
    const seats = new Seats((nth += 1));
    const attempt = (one: Attempt) => attemptOnce({ name, command, permission, seats }, one);
    try {
      await tryAll(name, attemptFor(command, permission), attempt);
    } finally {
      await seats.close();
    }
  };
  const all = Object.entries<Command>(commands);
  await inParallel(
    all.filter(([name]) => !last.includes(name)).map((entry) => () => run(entry)),
    4,
  );
  for (const entry of all.filter(([name]) => last.includes(name))) await run(entry);
  organiser.disconnect();
  expect(fuzzed.failures()).toEqual([]);
  // Not everything was turned away at the door.
  expect(seen.get('ok')).toBeGreaterThan(30);
  expect((await fetch(`${fuzzed.server.url}/readyz`)).status).toBe(200);
}, 3_600_000);
