import type { z } from 'zod';
import type { Cluster } from '../cluster/port.ts';
import type { Answer } from '../contract/command.ts';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { OwnerLookup } from '../lib/owner-lookup.ts';
import {
  callNames,
  commandAnswer,
  edgeTopic,
  effect,
  type changing,
  type closing,
  type commanding,
  type opening,
} from './between.ts';
import { putTogether, takeApart } from './bytes.ts';
import type { SocketConnection } from './connection.ts';
import type { Forward } from './dispatch.ts';

export interface HomesDependencies {
  cluster: Pick<Cluster, 'bus' | 'calls' | 'members' | 'ownership'>;
  ownerOf: OwnerLookup;
  /** The course that a command of an organiser of the whole server names. Without it this node runs all of them. */
  courseOf: ((input: unknown) => Promise<string | undefined>) | undefined;
  /** The sockets of this node, by id. */
  connections: ReadonlyMap<string, SocketConnection>;
  /** The socket turns to another course: it leaves what it heard, and features here meet it anew. */
  beginAnew: (connection: SocketConnection) => void;
  log: Logger;
}

/** The node that runs a socket's course. */
interface Home {
  nodeId: string;
  courseId: string;
}

/** The sockets of this node whose course another node runs, and the way there. */
export class Homes {
  readonly #deps: HomesDependencies;
  /** By socket; one whose course runs here is not in it. */
  readonly #homes = new Map<string, Home>();
  readonly #unsubscribe: (() => void)[];

  constructor(deps: HomesDependencies) {
    this.#deps = deps;
    const { bus, members, ownership } = deps.cluster;
    this.#unsubscribe = [
      bus.subscribe(edgeTopic(members.self), (message, bytes) => this.#act(effect.parse(message), bytes)),
      members.onLeft((nodeId) => this.#left(nodeId)),
      ownership.onMoved((courseId, ownerId) =>
        this.#comeBack((home) => home.courseId === courseId && home.nodeId !== ownerId),
      ),
      bus.onGap(() => this.#gap()),
    ];
  }

  /** The node that runs the course; undefined when it is this one, or there is no course. Throws `unavailable`. */
  async find(courseId: string | null): Promise<string | undefined> {
    if (courseId === null) return undefined;
    const nodeId = await this.#deps.ownerOf(courseId);
    return nodeId === this.#deps.cluster.members.self ? undefined : nodeId;
  }

  has(connection: SocketConnection): boolean {
    return this.#homes.has(connection.id);
  }

  /** The node that runs the socket's course gets to know of it. Its commands may follow at once. */
  enter(connection: SocketConnection, home: Home): void {
    const { id: connectionId, participant } = connection;
    this.#homes.set(connectionId, home);
    const message: z.input<typeof opening> = { connectionId, courseId: home.courseId, participant };
    this.#deps.cluster.calls.call(home.nodeId, callNames.open, { data: message }).catch((error: unknown) => {
      connection.log.info(
        { err: error, home: home.nodeId },
        'a socket could not be opened where its course is',
      );
      if (this.#homes.get(connectionId) === home) connection.comeBack();
    });
  }

  /** The session of the socket stands for another name or branch. True when its home was told. */
  changed(connection: SocketConnection, participant: Participant, branchName: string | null): boolean {
    const home = this.#homes.get(connection.id);
    if (!home) return false;
    connection.speakFor(participant);
    const message: z.input<typeof changing> = { connectionId: connection.id, participant, branchName };
    this.#say(home.nodeId, callNames.changed, message);
    return true;
  }

  /** The socket is gone, or its course runs here. */
  leave(connection: SocketConnection): void {
    const home = this.#homes.get(connection.id);
    if (!home) return;
    this.#homes.delete(connection.id);
    const message: z.input<typeof closing> = { connectionId: connection.id };
    this.#say(home.nodeId, callNames.close, message);
  }

  /** See `WayOf`. */
  wayOf(connection: SocketConnection, input: unknown): Forward | undefined | Promise<Forward | undefined> {
    const { courseOf } = this.#deps;
    if (courseOf && connection.participant.courseId === null) {
      return this.#follow(connection, courseOf(input));
    }
    return this.#wayTo(connection);
  }

  close(): void {
    for (const end of this.#unsubscribe) end();
  }

  /** An organiser of the server acts in one course after the other; a command that names none belongs to the one before. */
  async #follow(
    connection: SocketConnection,
    asked: Promise<string | undefined>,
  ): Promise<Forward | undefined> {
    const courseId = await asked;
    if (courseId !== undefined && courseId !== this.#homes.get(connection.id)?.courseId) {
      const nodeId = await this.find(courseId);
      if (nodeId !== this.#homes.get(connection.id)?.nodeId) {
        this.leave(connection);
        this.#deps.beginAnew(connection);
        // It may have closed meanwhile; then nobody would say so.
        if (nodeId !== undefined && this.#deps.connections.has(connection.id)) {
          this.enter(connection, { nodeId, courseId });
        }
      } else if (nodeId !== undefined) this.#homes.set(connection.id, { nodeId, courseId });
    }
    return this.#wayTo(connection);
  }

  #wayTo(connection: SocketConnection): Forward | undefined {
    const home = this.#homes.get(connection.id);
    return home && ((name, input) => this.#forward(connection, home, { name, input }));
  }

  async #forward(
    connection: SocketConnection,
    { nodeId }: Home,
    { name, input }: { name: string; input: unknown },
  ): Promise<Answer<unknown>> {
    const { rest, field, bytes } = takeApart(input);
    const message: z.input<typeof commanding> = {
      connectionId: connection.id,
      name,
      input: rest,
      bytesIn: field,
    };
    const { data } = await this.#deps.cluster.calls.call(nodeId, callNames.command, { data: message, bytes });
    const answer = commandAnswer.parse(data);
    if (!('gone' in answer)) return answer;
    connection.comeBack();
    throw new AppError('unavailable');
  }

  #act({ from, connectionId, what }: z.output<typeof effect>, bytes: Uint8Array | undefined): void {
    const connection = this.#deps.connections.get(connectionId);
    // Whoever ran its course before has nothing to say any more.
    if (!connection || this.#homes.get(connectionId)?.nodeId !== from) return;
    switch (what.do) {
      case 'enter':
        connection.enter(what.audience);
        break;
      case 'leave':
        connection.leave(what.audience);
        break;
      case 'notify':
        // Whoever sent it has checked that the two belong together.
        connection.notify(what.name as never, putTogether(what.data, what.bytesIn, bytes) as never);
        break;
      case 'dismiss':
        connection.dismiss(what.name);
        break;
      case 'comeBack':
        connection.comeBack();
    }
  }

  #left(nodeId: string): void {
    const courses = new Set<string>();
    for (const home of this.#homes.values()) if (home.nodeId === nodeId) courses.add(home.courseId);
    for (const courseId of courses) {
      // Somebody runs it again by the time that the clients are back.
      this.#deps.ownerOf(courseId).catch((error: unknown) => {
        this.#deps.log.warn({ err: error, courseId }, 'nobody runs a course whose node is gone');
      });
    }
    this.#comeBack((home) => home.nodeId === nodeId);
  }

  /** Events of courses that run elsewhere may have been missed, and what was said to their nodes may be lost. */
  #gap(): void {
    const { members, calls } = this.#deps.cluster;
    for (const { id } of members.list()) {
      if (id !== members.self) void calls.call(id, callNames.forget, { data: {} }).catch(() => undefined);
    }
    this.#comeBack(() => true);
    for (const connection of this.#deps.connections.values()) {
      if (connection.participant.courseId === null) connection.comeBack();
    }
  }

  #comeBack(concerns: (home: Home) => boolean): void {
    for (const [id, home] of [...this.#homes]) {
      if (concerns(home)) this.#deps.connections.get(id)?.comeBack();
    }
  }

  /** What needs no answer: when the node or the way to it is gone, the other end notices by itself. */
  #say(nodeId: string, name: string, data: unknown): void {
    this.#deps.cluster.calls.call(nodeId, name, { data }).catch((error: unknown) => {
      this.#deps.log.debug({ err: error, home: nodeId, name }, 'a node could not be told of a socket');
    });
  }
}
