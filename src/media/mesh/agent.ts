import { AppError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { MediaService } from '../service.ts';
import { AgentRoom } from './agent-room.ts';
import type { Link } from './link.ts';
import { pipeSocket, type PipeSocket } from './pipe-socket.ts';
import { PIPE_LOOK_MS } from './pipe-watch.ts';

/**
 * How long a room goes on without its owner: whoever takes the classroom over opens it anew, and until each client has come
 * back to it, the picture that it has goes on.
 */
const ORPHAN_MS = 20_000;

/** Carries the media of rooms that any node owns, on this node's workers, as their owners say. */
export class MediaAgent {
  readonly #local: MediaService;
  readonly #link: Link;
  readonly #log: Logger;
  readonly #pipeLookMs: number;
  readonly #socket: PipeSocket;
  readonly #rooms = new Map<string, AgentRoom>();
  readonly #orphans = new Map<string, NodeJS.Timeout>();
  readonly #stopListening: () => void;

  /** @param pipeLookMs milliseconds between two looks whether what others send arrives */
  constructor(local: MediaService, link: Link, log: Logger, pipeLookMs = PIPE_LOOK_MS) {
    this.#local = local;
    this.#pipeLookMs = pipeLookMs;
    this.#link = link;
    this.#log = log;
    this.#socket = pipeSocket(local.settings, local.pipes);
    this.#stopListening = link.members.onLeft((nodeId) => this.#nodeLeft(nodeId));
    this.#answerPeers();
    this.#answerOwners();
    this.#answerNodes();
  }

  /** Whether anybody's media is on this node. */
  get busy(): boolean {
    return [...this.#rooms.values()].some((room) => room.busy);
  }

  /** Idempotent. */
  close(): void {
    this.#stopListening();
    for (const timer of this.#orphans.values()) clearTimeout(timer);
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
  }

  #answerPeers(): void {
    const link = this.#link;
    const peer = (room: string, handle: string) => this.#room(room).guest(handle);
    link.answer('media.openReceive', async (input, from) =>
      this.#openRoom(input.room, from).openReceive(input),
    );
    link.answer('media.openSend', async (input, from) => this.#openRoom(input.room, from).openSend(input));
    link.answer('media.connect', async ({ room, handle, transportId, dtlsParameters }) => {
      await peer(room, handle).peer.connect(transportId, dtlsParameters);
      return {};
    });
    link.answer('media.restartIce', async ({ room, handle, transportId }) => ({
      iceParameters: await peer(room, handle).peer.restartIce(transportId),
    }));
    link.answer('media.produce', async ({ room, handle, ...options }) => {
      const guest = peer(room, handle);
      const track = await guest.peer.produce(options);
      return { track, own: guest.own };
    });
    link.answer('media.setPaused', async ({ room, handle, trackId, paused }) => {
      const guest = peer(room, handle);
      await guest.peer.setPaused(trackId, paused);
      return { own: guest.own };
    });
    link.answer('media.unproduce', async ({ room, handle, trackId }) => {
      const guest = peer(room, handle);
      await guest.peer.unproduce(trackId);
      return { own: guest.own };
    });
    link.answer('media.ready', async ({ room, handle, consumerIds }) => {
      await peer(room, handle).peer.ready(consumerIds);
      return {};
    });
    link.answer('media.preferLayer', async ({ room, handle, consumerId, spatialLayer }) => {
      await peer(room, handle).peer.preferLayer(consumerId, spatialLayer);
      return {};
    });
    link.answer('media.receivedBytes', async ({ room, handle }) => ({
      bytes: await peer(room, handle).peer.receivedBytes(),
    }));
  }

  #answerOwners(): void {
    this.#link.answer('media.change', async (input, from) => {
      this.#openRoom(input.room, from).change(input);
      return {};
    });
    this.#link.answer('media.closeRoom', async ({ room }) => {
      this.#rooms.get(room)?.close();
      this.#rooms.delete(room);
      return {};
    });
  }

  #answerNodes(): void {
    this.#link.answer('media.pull', async (input, from) => this.#room(input.room).exports.give(from, input));
    this.#link.answer('media.piped', async (input, from) => ({
      bytes: await this.#room(input.room).exports.sent(from, input),
    }));
    this.#link.answer('media.unpull', async (input, from) => {
      this.#rooms.get(input.room)?.exports.takeBack(from, input);
      return {};
    });
    this.#link.answer('media.cut', async (input) => {
      this.#rooms.get(input.room)?.cut(input);
      return {};
    });
  }

  #room(id: string): AgentRoom {
    const room = this.#rooms.get(id);
    if (!room) throw new AppError('media_gone');
    return room;
  }

  #openRoom(id: string, owner: string): AgentRoom {
    const existing = this.#rooms.get(id);
    if (existing) return existing;
    const room = new AgentRoom({
      room: this.#local.openRoom(id),
      owner,
      link: this.#link,
      socket: this.#socket,
      pipes: this.#local.pipes,
      pipeLookMs: this.#pipeLookMs,
      log: this.#log,
    });
    this.#rooms.set(id, room);
    return room;
  }

  #nodeLeft(nodeId: string): void {
    for (const [id, room] of this.#rooms) {
      room.exports.nodeLeft(nodeId);
      if (room.owner !== nodeId) continue;
      room.orphan();
      const timer = setTimeout(() => {
        this.#orphans.delete(id);
        this.#rooms.get(id)?.close();
        this.#rooms.delete(id);
      }, ORPHAN_MS);
      this.#orphans.set(id, timer.unref());
    }
  }
}
