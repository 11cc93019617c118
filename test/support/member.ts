import type { Socket } from 'socket.io-client';
import type { z } from 'zod';
import { publishedParameters, receiveCapabilities } from '../../bench/support/device.ts';
import type { DtlsIdentity } from '../../bench/support/identity.ts';
import { Publisher } from '../../bench/support/publisher.ts';
import type { EventEnvelope, JoinAnswer, Stage } from '../../src/contract/classroom.ts';
import {
  commands,
  notices,
  type CommandInput,
  type CommandName,
  type NoticeData,
  type NoticeName,
} from '../../src/contract/index.ts';
import { kindOfSource, type ConsumerOptions, type MediaSource } from '../../src/contract/media.ts';
import type { Role } from '../../src/contract/roles.ts';
import type { ShownItem } from '../../src/contract/shown.ts';
import type { Demo } from './demo.ts';
import { until } from './media.ts';
import { codeOf, openSocket, send, signIn, type Session } from './wire.ts';

/** Somebody who sits in a classroom over a real socket and keeps what the server tells them, as a page does. */
export class Member {
  readonly session: Session;
  joined!: JoinAnswer;
  stage!: Stage;
  shown: ShownItem | null = null;
  readonly events: EventEnvelope[] = [];
  readonly heard: { name: string; data: unknown }[] = [];
  /** Everything that came over the socket, as it came. */
  readonly sent: unknown[] = [];
  readonly consumers = new Map<string, ConsumerOptions>();
  #socket!: Socket;
  #sendTransportId: string | undefined;

  constructor(session: Session) {
    this.session = session;
  }

  get socket(): Socket {
    return this.#socket;
  }

  get id(): string {
    return this.session.participant.sessionId;
  }

  /** Opens a socket and enters the lesson. */
  async join(lessonId?: string): Promise<this> {
    this.#socket = await openSocket(this.session);
    this.#socket.onAny((...message: unknown[]) => this.sent.push(message));
    this.#socket.on('event', (event: EventEnvelope) => this.#apply(event));
    this.#socket.on('notice', (notice: { name: string; data: unknown }) => this.#hear(notice));
    const answer = await this.ask('classroom.join', {
      withMedia: true,
      ...(lessonId === undefined ? {} : { lessonId }),
    });
    this.joined = answer;
    if (!answer.mediaKept) {
      this.#sendTransportId = undefined;
      this.consumers.clear();
    }
    if (answer.snapshot) {
      this.stage = answer.snapshot.stage;
      this.shown = answer.snapshot.shown;
    }
    return this;
  }

  /** Sends a command that has to succeed. */
  async ask<N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ): Promise<z.output<(typeof commands)[N]['output']>> {
    const answer = await send(this.#socket, name, input);
    if (!answer.ok)
      throw new Error(`${name} was refused: ${answer.error.code} ${JSON.stringify(answer.error)}`);
    return commands[name].output.parse(answer.data) as z.output<(typeof commands)[N]['output']>;
  }

  /** Sends a command, whatever comes of it: the error's code, or `ok`. */
  async attempt<N extends CommandName>(name: N, input: CommandInput<N>): Promise<string> {
    return codeOf(await send(this.#socket, name, input));
  }

  /** Opens a receiving transport; consumers are kept as they come and go. */
  async receive(): Promise<void> {
    const { consumers } = await this.ask('media.receive', { rtpCapabilities: receiveCapabilities });
    for (const consumer of consumers) this.consumers.set(consumer.id, consumer);
  }

  /** Sends tracks that carry nothing. */
  async publish(...sources: MediaSource[]): Promise<string[]> {
    this.#sendTransportId ??= (await this.ask('media.send', {})).transport.id;
    const ids: string[] = [];
    for (const source of sources)
      ids.push((await this.ask('media.produce', this.produceInput(source))).trackId);
    return ids;
  }

  /** Sends camera and microphone with packets, over real ICE, DTLS and SRTP; they begin with `start` on what it resolves to. */
  async publishLoudly(identity: DtlsIdentity): Promise<Publisher> {
    const { transport } = await this.ask('media.send', {});
    this.#sendTransportId = transport.id;
    const publisher = new Publisher(identity, 1);
    const { localDtlsParameters: dtlsParameters } = publisher;
    await publisher.connect(
      transport,
      this.ask('media.connect', { transportId: transport.id, dtlsParameters }),
    );
    for (const source of ['camera', 'microphone'] as const) {
      const kind = kindOfSource[source];
      const rtpParameters = publishedParameters(kind);
      await this.ask('media.produce', { transportId: transport.id, source, kind, rtpParameters });
    }
    return publisher;
  }

  produceInput(source: MediaSource): CommandInput<'media.produce'> {
    const kind = kindOfSource[source];
    const ssrc = 1_000 + Object.keys(kindOfSource).indexOf(source);
    return {
      transportId: this.#sendTransportId ?? 'none',
      source,
      kind,
      rtpParameters: { ...publishedParameters(kind), mid: source, encodings: [{ ssrc }] },
    };
  }

  /** Whose tracks are received. */
  watched(): string[] {
    return [...new Set([...this.consumers.values()].map(({ participantId }) => participantId))];
  }

  /** The first notice of that name, past ones too, that is what is asked for. Rejects after 10 s. */
  async told<N extends NoticeName>(
    name: N,
    is: (data: NoticeData<N>) => boolean = () => true,
  ): Promise<NoticeData<N>> {
    const find = (): NoticeData<N> | undefined =>
      this.heard
        .filter((notice) => notice.name === name)
        // The schema is the one of that very name.
        .map(({ data }) => notices[name].parse(data) as NoticeData<N>)
        .find(is);
    await this.sees(`a ${name} that was asked for`, () => find() !== undefined);
    return find() as NoticeData<N>;
  }

  /** The newest notice of a name. */
  newest<N extends NoticeName>(name: N): z.output<(typeof notices)[N]> | undefined {
    const found = this.heard.findLast((notice) => notice.name === name);
    return found && (notices[name].parse(found.data) as z.output<(typeof notices)[N]>);
  }

  /** The newest state of a participant, as staff hear of it. */
  stateOf(participantId: string): string | undefined {
    const news = this.heard
      .filter(({ name }) => name === 'presence.changed')
      .flatMap(({ data }) => notices['presence.changed'].parse(data).presence);
    return news.findLast((presence) => presence.participantId === participantId)?.state;
  }

  /** Waits until it is so. */
  async sees(fact: string, holds: (member: this) => boolean, patienceMs?: number): Promise<void> {
    await until(`${this.session.participant.role}: ${fact}`, () => holds(this), patienceMs);
  }

  /** Goes away without a word; the seat waits for a while. */
  leave(): void {
    this.#socket.disconnect();
  }

  /** The line is gone without a word. */
  drop(): void {
    this.#socket.io.engine.close();
    this.#socket.disconnect();
    this.#sendTransportId = undefined;
  }

  #apply(event: EventEnvelope): void {
    this.events.push(event);
    if (event.name === 'stage.changed') this.stage = event.data.stage;
    if (event.name === 'shown.changed') this.shown = event.data.shown;
  }

  #hear(notice: { name: string; data: unknown }): void {
    this.heard.push(notice);
    if (notice.name === 'media.consumerOpened') {
      const { consumer } = notices['media.consumerOpened'].parse(notice.data);
      this.consumers.set(consumer.id, consumer);
    }
    if (notice.name === 'media.consumerClosed') {
      this.consumers.delete(notices['media.consumerClosed'].parse(notice.data).consumerId);
    }
  }
}

/** Signs in by the n-th link of a role of the demo course, without joining. */
export async function member({ url }: { url: string }, demo: Demo, role: Role, number = 0): Promise<Member> {
  const path = demo.paths(role)[number];
  if (path === undefined) throw new Error(`the demo course has no link ${number} for ${role}`);
  return new Member(await signIn(url, path));
}
