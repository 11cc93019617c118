import type { z } from 'zod';
import type { Cluster, Parcel } from '../cluster/port.ts';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import {
  callNames,
  changing,
  closing,
  commanding,
  edgeTopic,
  opening,
  type Effect,
  type effect,
} from './between.ts';
import { putTogether, takeApart } from './bytes.ts';
import type { OwnConnection } from './connection.ts';
import type { Dispatch } from './dispatch.ts';
import type { Hooks } from './hooks.ts';

export interface RemoteDependencies {
  cluster: Pick<Cluster, 'bus' | 'calls' | 'members' | 'ownership'>;
  run: Dispatch['run'];
  hooks: Hooks;
  log: Logger;
}

const done: Parcel = { data: {} };

/** Connections whose sockets are on other nodes, in courses that this node runs. To features they are as any other. */
export class RemoteConnections {
  readonly #deps: RemoteDependencies;
  /** By the node that has the socket, then by the socket. */
  readonly #ofNode = new Map<string, Map<string, OwnConnection>>();
  readonly #unsubscribe: (() => void)[];
  #stopping = false;

  constructor(deps: RemoteDependencies) {
    this.#deps = deps;
    const { calls, bus, members } = deps.cluster;
    calls.handle(callNames.open, async ({ data }, from) => this.#open(opening.parse(data), from));
    calls.handle(callNames.command, (parcel, from) => this.#command(parcel, from));
    calls.handle(callNames.changed, async ({ data }, from) => this.#changed(changing.parse(data), from));
    calls.handle(callNames.close, async ({ data }, from) => this.#close(closing.parse(data), from));
    calls.handle(callNames.forget, async (_parcel, from) => this.#forget(from));
    this.#unsubscribe = [members.onLeft((nodeId) => this.#forget(nodeId)), bus.onGap(() => this.#gap())];
  }

  /** Takes no more of them. */
  stop(): void {
    this.#stopping = true;
  }

  close(): void {
    this.#stopping = true;
    for (const end of this.#unsubscribe) end();
    for (const nodeId of [...this.#ofNode.keys()]) this.#forget(nodeId);
  }

  #open({ connectionId, courseId, participant }: z.infer<typeof opening>, from: string): Parcel {
    if (this.#stopping) throw new AppError('shutting_down');
    if (!this.#deps.cluster.ownership.owns(courseId)) throw new AppError('unavailable');
    const connection = this.#create(from, connectionId, participant);
    const ofNode = this.#ofNode.get(from) ?? new Map<string, OwnConnection>();
    this.#ofNode.set(from, ofNode.set(connectionId, connection));
    this.#deps.hooks.connected(connection);
    return done;
  }

  async #command({ data, bytes }: Parcel, from: string): Promise<Parcel> {
    if (this.#stopping) throw new AppError('shutting_down');
    const { connectionId, name, input, bytesIn } = commanding.parse(data);
    const connection = this.#find(from, connectionId);
    if (!connection) return { data: { gone: true } };
    return { data: await this.#deps.run(connection, name, putTogether(input, bytesIn, bytes)) };
  }

  #changed({ connectionId, participant, branchName }: z.infer<typeof changing>, from: string): Parcel {
    const connection = this.#find(from, connectionId);
    if (connection) this.#deps.hooks.changed(connection, participant, branchName);
    return done;
  }

  #close({ connectionId }: z.infer<typeof closing>, from: string): Parcel {
    const connection = this.#find(from, connectionId);
    this.#ofNode.get(from)?.delete(connectionId);
    if (connection) this.#deps.hooks.disconnected(connection);
    return done;
  }

  /** The node is gone, or does not know any more which sockets it has here. */
  #forget(nodeId: string): Parcel {
    const connections = this.#ofNode.get(nodeId);
    this.#ofNode.delete(nodeId);
    for (const connection of connections?.values() ?? []) this.#deps.hooks.disconnected(connection);
    return done;
  }

  /** What was said in between is lost, perhaps also that a socket closed: all of them begin anew. */
  #gap(): void {
    for (const [nodeId, connections] of [...this.#ofNode]) {
      for (const id of connections.keys()) this.#tell(nodeId, id, { do: 'comeBack' });
      this.#forget(nodeId);
    }
  }

  #find(nodeId: string, connectionId: string): OwnConnection | undefined {
    return this.#ofNode.get(nodeId)?.get(connectionId);
  }

  #create(nodeId: string, id: string, opener: Participant): OwnConnection {
    let participant = opener;
    const { sessionId: participantId, role } = opener;
    const tell = (what: Effect, bytes?: Uint8Array): void => this.#tell(nodeId, id, what, bytes);
    return {
      id,
      get participant() {
        return participant;
      },
      speakFor: (current) => {
        participant = current;
      },
      log: this.#deps.log.child({ participantId, role, socketId: id, edge: nodeId }),
      enter: (audience) => tell({ do: 'enter', audience }),
      leave: (audience) => tell({ do: 'leave', audience }),
      notify: (name, data) => {
        const { rest, field, bytes } = takeApart(data);
        tell({ do: 'notify', name, data: rest, bytesIn: field }, bytes);
      },
      dismiss: (name) => tell({ do: 'dismiss', name }),
    };
  }

  #tell(nodeId: string, connectionId: string, what: Effect, bytes?: Uint8Array): void {
    const { bus, members } = this.#deps.cluster;
    const message: z.input<typeof effect> = { from: members.self, connectionId, what };
    bus.publish(edgeTopic(nodeId), message, bytes);
  }
}
