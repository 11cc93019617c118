import type { PatrolTarget } from '../../src/contract/patrol-live.ts';
import type { PatrolFeed } from './patrol-types.ts';
import type { Incoming } from './receive-link.ts';

/** A picture that stands for so long, in milliseconds, is lost: at 20 frames a second that is 40 frames missed. */
const standsMs = 2_000;

interface Feed extends PatrolFeed {
  target: PatrolTarget;
  /** The room's sound; played only while it is watched. */
  sound: MediaStreamTrack | undefined;
  /** `performance.now()` of the last frame. */
  frameAt: number;
}

/** Its participant, once known: a room that is named by its branch is known when the server has answered. */
type Slot = (Omit<Feed, 'participantId'> & { participantId: string | null }) | null;

/** The watched room's and the warm room's picture and sound, and what the elements that show them have seen of them. */
export class PatrolFeeds {
  readonly #changed: () => void;
  readonly #slots: { watched: Slot; warm: Slot } = { watched: null, warm: null };
  readonly #elements = new Map<HTMLVideoElement, { participantId: string; stop: () => void }>();

  /** @param changed called when `view` or the sound to be played is another */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What a page shows: those whose participant is known. */
  view(): PatrolFeed[] {
    return this.#known().map(({ participantId, part, stream, phase, askedAt, liveAt }) => ({
      participantId,
      part,
      stream,
      phase,
      askedAt,
      liveAt,
    }));
  }

  watched(): Feed | undefined {
    return this.#known().find(({ part }) => part === 'watched');
  }

  /** From now on this room is watched. Whoever was warm is as they are: nothing of it begins anew. */
  watch(target: PatrolTarget | null, askedAt: number): void {
    const { warm } = this.#slots;
    if (target && warm && isFor(warm, target)) {
      this.#slots.watched = { ...warm, part: 'watched', target, askedAt };
      this.#slots.warm = null;
    } else {
      this.#slots.watched = target && newSlot('watched', target, askedAt);
    }
    this.#changed();
    this.#attachAgain(this.#slots.watched);
  }

  warm(target: PatrolTarget | null, askedAt: number): void {
    this.#slots.warm = target && newSlot('warm', target, askedAt);
    this.#changed();
    this.#attachAgain(this.#slots.warm);
  }

  /** The server said who is meant. */
  found(part: 'watched' | 'warm', participantId: string): void {
    const slot = this.#slots[part];
    if (!slot || slot.participantId === participantId) return;
    const { warm } = this.#slots;
    // Warm by one name and watched by the other: it is the same room.
    if (part === 'watched' && warm?.participantId === participantId) {
      this.#slots.watched = { ...warm, part, target: slot.target, askedAt: slot.askedAt };
      this.#slots.warm = null;
    } else {
      this.#slots[part] = { ...slot, participantId };
    }
    this.#changed();
    this.#attachAgain(this.#slots[part]);
  }

  /** A track can be shown. */
  arrived({ options, track }: Incoming): void {
    const feed = this.#of(options.participantId);
    if (!feed) return;
    if (options.kind === 'audio') {
      this.#update(feed, { sound: track });
      return;
    }
    for (const before of feed.stream.getTracks()) feed.stream.removeTrack(before);
    feed.stream.addTrack(track);
    if (feed.phase !== 'connecting') this.#update(feed, { phase: 'lost' });
  }

  /** Tracks that came before it was known whose they are. */
  pickUp(incoming: Iterable<Incoming>): void {
    for (const one of incoming) {
      const feed = this.#of(one.options.participantId);
      const has = one.options.kind === 'audio' ? feed?.sound : feed?.stream.getVideoTracks()[0];
      if (feed && !has) this.arrived(one);
    }
  }

  /** A track ended. */
  gone({ options, track }: Incoming): void {
    const feed = this.#of(options.participantId);
    if (!feed) return;
    if (feed.sound === track) this.#update(feed, { sound: undefined });
    if (!feed.stream.getTracks().includes(track)) return;
    feed.stream.removeTrack(track);
    this.#update(feed, { phase: feed.phase === 'live' ? 'lost' : feed.phase });
  }

  /** The way to all of them broke. */
  lost(): void {
    for (const feed of this.#known()) {
      this.#update(feed, { phase: feed.phase === 'live' ? 'lost' : feed.phase, sound: undefined });
    }
  }

  /** Which rooms' pictures should come and do not. A picture that stands is lost from now on. */
  look(now: number): Set<string> {
    const waiting = new Set<string>();
    // A page that nobody sees is told of no frames.
    if (document.visibilityState !== 'visible') return waiting;
    for (const feed of this.#known()) {
      const shown = [...this.#elements.values()].some((one) => one.participantId === feed.participantId);
      const stands = now - Math.max(feed.frameAt, feed.askedAt) > standsMs;
      if (!shown || !stands || feed.stream.getVideoTracks().length === 0) continue;
      waiting.add(feed.participantId);
      if (feed.phase === 'live') this.#update(feed, { phase: 'lost' });
    }
    return waiting;
  }

  show(participantId: string, element: HTMLVideoElement): () => void {
    this.#attach(participantId, element);
    return () => {
      this.#elements.get(element)?.stop();
      this.#elements.delete(element);
      element.srcObject = null;
    };
  }

  /** Idempotent. */
  close(): void {
    for (const { stop } of this.#elements.values()) stop();
    this.#elements.clear();
    this.#slots.watched = null;
    this.#slots.warm = null;
  }

  /** Elements of a room that is watched anew show its new stream. */
  #attachAgain(slot: Slot): void {
    for (const [element, { participantId }] of this.#elements) {
      if (participantId === slot?.participantId) this.#attach(participantId, element);
    }
  }

  #attach(participantId: string, element: HTMLVideoElement): void {
    this.#elements.get(element)?.stop();
    const stream = this.#of(participantId)?.stream ?? null;
    element.muted = true;
    element.autoplay = true;
    element.playsInline = true;
    if (element.srcObject !== stream) element.srcObject = stream;
    const stop = onFrames(element, (at) => {
      if (element.srcObject === this.#of(participantId)?.stream) this.#frame(participantId, at);
    });
    this.#elements.set(element, { participantId, stop });
  }

  #frame(participantId: string, at: number): void {
    const feed = this.#of(participantId);
    const slot = feed && this.#slots[feed.part];
    if (!feed || !slot) return;
    slot.frameAt = at;
    if (feed.phase !== 'live') this.#update(feed, { phase: 'live', liveAt: at });
  }

  #of(participantId: string): Feed | undefined {
    return this.#known().find((feed) => feed.participantId === participantId);
  }

  #known(): Feed[] {
    return [this.#slots.watched, this.#slots.warm].flatMap((slot) =>
      slot && slot.participantId !== null ? [{ ...slot, participantId: slot.participantId }] : [],
    );
  }

  #update({ part }: Feed, change: Partial<Feed>): void {
    const slot = this.#slots[part];
    if (!slot) return;
    this.#slots[part] = { ...slot, ...change };
    this.#changed();
  }
}

function newSlot(part: 'watched' | 'warm', target: PatrolTarget, askedAt: number): Slot {
  return {
    participantId: 'participantId' in target ? target.participantId : null,
    part,
    target,
    stream: new MediaStream(),
    sound: undefined,
    phase: 'connecting',
    askedAt,
    liveAt: null,
    frameAt: 0,
  };
}

function isFor(slot: NonNullable<Slot>, target: PatrolTarget): boolean {
  if ('participantId' in target) return slot.participantId === target.participantId;
  return 'branchId' in slot.target && slot.target.branchId === target.branchId;
}

/** Calls back with `performance.now()` of each frame that the element presents. Returns the function that ends it. */
function onFrames(element: HTMLVideoElement, frame: (at: number) => void): () => void {
  // Missing in some browsers, whatever the types say: there, the first frame is known, and time that goes on stands for more.
  if (!('requestVideoFrameCallback' in element)) {
    const listener = (): void => frame(performance.now());
    const video: HTMLVideoElement = element;
    video.addEventListener('timeupdate', listener);
    return () => video.removeEventListener('timeupdate', listener);
  }
  let handle = 0;
  const next = (at: number): void => {
    handle = element.requestVideoFrameCallback(next);
    frame(at);
  };
  handle = element.requestVideoFrameCallback(next);
  return () => element.cancelVideoFrameCallback(handle);
}
