import { observer } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import { publishedParameters, receiveCapabilities } from '../../bench/support/device.ts';
import { notices } from '../../src/contract/index.ts';
import {
  kindOfSource,
  patrolSources,
  type ConsumerOptions,
  type PatrolSource,
} from '../../src/contract/media.ts';
import type { Member } from './member.ts';

/** Somebody in a classroom with transports of patrol, as their page has them. */
export class OnPatrol {
  readonly member: Member;
  #answered: readonly ConsumerOptions[] = [];
  /** What was heard before the transport was opened is of the one before. */
  #heardBefore = 0;

  constructor(member: Member) {
    this.member = member;
  }

  get id(): string {
    return this.member.id;
  }

  /** Opens the receiving transport, anew if there is one: from its answer on, everything that is followed is here. */
  async receive(): Promise<void> {
    const { consumers } = await this.member.ask('patrol.openReceive', {
      rtpCapabilities: receiveCapabilities,
    });
    this.#answered = consumers;
    this.#heardBefore = this.member.heard.length;
  }

  /** Publishes tracks that carry nothing. Resolves to their ids. */
  async publish(...sources: PatrolSource[]): Promise<string[]> {
    const { transport } = await this.member.ask('patrol.openSend', {});
    const ids: string[] = [];
    for (const source of sources) {
      const input = patrolInput(transport.id, source);
      ids.push((await this.member.ask('patrol.produce', input)).trackId);
    }
    return ids;
  }

  /** The open consumers, as the server told of them. */
  consumers(): ConsumerOptions[] {
    const open = new Map(this.#answered.map((one) => [one.id, one]));
    for (const { name, data } of this.member.heard.slice(this.#heardBefore)) {
      if (name === 'patrol.consumersOpened') {
        for (const one of notices[name].parse(data).consumers) open.set(one.id, one);
      } else if (name === 'patrol.consumerClosed') {
        open.delete(notices[name].parse(data).consumerId);
      }
    }
    return [...open.values()];
  }

  /** What is received, as `participantId source`. */
  received(): string[] {
    return this.consumers()
      .map(({ participantId, source }) => `${participantId} ${source}`)
      .sort();
  }

  /** Everything that the server said about being watched, in its order. */
  wanted(): boolean[] {
    return this.member.heard.flatMap(({ name, data }) =>
      name === 'patrol.wanted' ? [notices[name].parse(data).wanted] : [],
    );
  }
}

export function patrolInput(transportId: string, source: PatrolSource) {
  const kind = kindOfSource[source];
  const ssrc = 2_000 + patrolSources.indexOf(source);
  const rtpParameters = { ...publishedParameters(kind), mid: source, encodings: [{ ssrc }] };
  return { transportId, source, kind, rtpParameters };
}

/** What the media workers of this very process carry, from the moment it is made. */
export class WorkersHere {
  readonly workers: ms.Worker[] = [];
  readonly #producers: ms.Producer[] = [];
  readonly #consumers: ms.Consumer[] = [];

  constructor() {
    observer.on('newworker', (worker) => {
      this.workers.push(worker);
      worker.observer.on('newrouter', (router) => {
        router.observer.on('newtransport', (transport) => {
          // What goes from one worker to another has been counted where it came in.
          if (transport.type !== 'webrtc') return;
          transport.observer.on('newproducer', (producer) => this.#producers.push(producer));
          transport.observer.on('newconsumer', (consumer) => this.#consumers.push(consumer));
        });
      });
    });
  }

  /** Bytes of packets that came in for each open producer. */
  async receivedBytes(): Promise<number[]> {
    const open = this.#producers.filter(({ closed }) => !closed);
    const stats = await Promise.all(open.map((producer) => producer.getStats()));
    return stats.map((streams) => streams.reduce((sum, { byteCount }) => sum + byteCount, 0));
  }

  /** Open consumers of clients of these tracks. */
  consumersOf(trackIds: readonly string[]): number {
    return this.#consumers.filter(({ closed, producerId }) => !closed && trackIds.includes(producerId))
      .length;
  }
}
