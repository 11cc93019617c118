import type { MediaSource } from '../../src/contract/media.ts';
import { State } from './observable.ts';
import type { Picture, PictureSource, Sound, SoundSource } from './types.ts';

/** The last picture of a source that went without a word stands for so long, in milliseconds. */
const holdMs = 30_000;

/** Whose track it is. The devices of the main classroom share one place on the stage for each source: the newest has it. */
export interface TrackOwner {
  participantId: string;
  main: boolean;
}

interface Entry {
  trackId: string;
  track: MediaStreamTrack;
}

interface Slot<S extends MediaSource> {
  place: string;
  owner: TrackOwner;
  source: S;
}

interface PictureSlot extends Slot<PictureSource> {
  stream: MediaStream;
  /** What the stream carries. */
  shown: Entry | null;
  /** Takes its place when its first frame is there. */
  next: Entry | null;
  motion: Picture['motion'];
  since: number;
  paused: boolean;
  layer: number | null;
  /** When its source went, `Date.now()`; null while it is on the stage. */
  goneAt: number | null;
}

interface SoundSlot extends Slot<SoundSource> {
  trackId: string;
  stream: MediaStream;
  paused: boolean;
}

/**
 * The streams that views show: one per participant and source, the same object through every recovery. A new track takes the
 * old one's place only when it has a frame to show, so what people see stands still for a moment but never turns black.
 */
export class StageStreams {
  readonly state = new State<{ pictures: readonly Picture[]; sounds: readonly Sound[] }>({
    pictures: [],
    sounds: [],
  });
  /** By place. */
  readonly #pictures = new Map<string, PictureSlot>();
  readonly #sounds = new Map<string, SoundSlot>();

  arrived(owner: TrackOwner, source: MediaSource, entry: Entry, paused: boolean): void {
    if (isPicture(source)) {
      this.#pictureArrived(
        { place: this.#placeOf(this.#pictures, owner, source), owner, source },
        entry,
        paused,
      );
    } else {
      const { trackId, track } = entry;
      const place = this.#placeOf(this.#sounds, owner, source);
      this.#sounds.set(place, { place, owner, source, trackId, stream: new MediaStream([track]), paused });
    }
    this.#publish();
  }

  /** Frames of this track are being shown or ready to be. Returns true when this was news. */
  moving(trackId: string): boolean {
    const slot = this.#slotOf(trackId);
    if (!slot || slot.motion === 'moving') return false;
    if (slot.next?.trackId === trackId) {
      if (slot.shown) slot.stream.removeTrack(slot.shown.track);
      slot.stream.addTrack(slot.next.track);
      slot.shown = slot.next;
      slot.next = null;
    }
    move(slot, 'moving');
    this.#publish();
    return true;
  }

  /** No frames of this track come at the moment. */
  stalled(trackId: string): void {
    const slot = this.#slotOf(trackId);
    if (slot?.motion !== 'moving') return;
    move(slot, 'frozen');
    this.#publish();
  }

  /** The ways are being rebuilt: all pictures stand, and new tracks will take their places. */
  freeze(): void {
    for (const slot of this.#pictures.values()) {
      if (slot.motion === 'moving') move(slot, 'frozen');
    }
    this.#publish();
  }

  changed(trackId: string, change: { paused?: boolean; layer?: number | null }): void {
    const slot = this.#slotOf(trackId);
    if (slot) Object.assign(slot, change);
    for (const sound of this.#sounds.values()) {
      if (sound.trackId === trackId && change.paused !== undefined) sound.paused = change.paused;
    }
    this.#publish();
  }

  /** A track left the stage; its last picture stands until `drop` decides. */
  gone(trackId: string): void {
    for (const [place, sound] of this.#sounds) {
      if (sound.trackId === trackId) this.#sounds.delete(place);
    }
    const slot = this.#slotOf(trackId);
    if (slot) {
      slot.goneAt = Date.now();
      if (slot.next?.trackId === trackId) slot.next = null;
      if (slot.motion === 'moving') move(slot, 'frozen');
    }
    this.#publish();
  }

  /** Takes away pictures whose source went: at once, or, if it is expected back, when they have stood too long. */
  drop(expectedBack: (main: boolean) => boolean): void {
    let changed = false;
    for (const [place, { goneAt, shown, owner }] of this.#pictures) {
      if (goneAt === null) continue;
      if (shown !== null && expectedBack(owner.main) && Date.now() - goneAt < holdMs) continue;
      this.#pictures.delete(place);
      changed = true;
    }
    if (changed) this.#publish();
  }

  /** Marks as gone whatever a rebuilt link did not bring back. */
  keepOnly(trackIds: ReadonlySet<string>): void {
    const known = [
      ...[...this.#pictures.values()].map((slot) => (slot.next ?? slot.shown)?.trackId),
      ...[...this.#sounds.values()].map((sound) => sound.trackId),
    ];
    for (const trackId of known) {
      if (trackId !== undefined && !trackIds.has(trackId)) this.gone(trackId);
    }
  }

  /** True while a picture waits for its new track's first frame. */
  get waiting(): boolean {
    return [...this.#pictures.values()].some((slot) => slot.next !== null || slot.motion === 'waiting');
  }

  clear(): void {
    this.#pictures.clear();
    this.#sounds.clear();
    this.#publish();
  }

  #pictureArrived(slot: Slot<PictureSource>, entry: Entry, paused: boolean): void {
    const before = this.#pictures.get(slot.place);
    if (before?.shown) {
      before.owner = slot.owner;
      before.next = entry;
      before.goneAt = null;
      before.paused = paused;
      if (before.motion === 'moving') move(before, 'frozen');
      return;
    }
    this.#pictures.set(slot.place, {
      ...slot,
      stream: new MediaStream([entry.track]),
      shown: entry,
      next: null,
      motion: 'waiting',
      since: Date.now(),
      paused,
      layer: null,
      goneAt: null,
    });
  }

  /** Who has a place keeps it, whatever was known of them when they took it. */
  #placeOf<S extends MediaSource>(
    slots: ReadonlyMap<string, Slot<S>>,
    { participantId, main }: TrackOwner,
    source: S,
  ): string {
    for (const { place, owner, source: its } of slots.values()) {
      if (owner.participantId === participantId && its === source) return place;
    }
    return `${main ? 'lecturer' : participantId} ${source}`;
  }

  #slotOf(trackId: string): PictureSlot | undefined {
    return [...this.#pictures.values()].find((slot) => (slot.next ?? slot.shown)?.trackId === trackId);
  }

  #publish(): void {
    const pictures = [...this.#pictures.values()].map(
      ({ place, owner, source, stream, shown, next, motion, since, paused, layer }): Picture => ({
        place,
        participantId: owner.participantId,
        main: owner.main,
        onAir: true,
        source,
        trackId: (next ?? shown)?.trackId ?? '',
        stream,
        motion,
        since,
        paused,
        layer,
      }),
    );
    const sounds = [...this.#sounds.values()].map(
      ({ place, owner, source, trackId, stream, paused }): Sound => ({
        place,
        participantId: owner.participantId,
        main: owner.main,
        onAir: true,
        audible: true,
        source,
        trackId,
        stream,
        paused,
      }),
    );
    this.state.set({ pictures, sounds });
  }
}

function move(slot: PictureSlot, motion: Picture['motion']): void {
  slot.motion = motion;
  slot.since = Date.now();
}

function isPicture(source: MediaSource): source is PictureSource {
  return source === 'camera' || source === 'screen' || source === 'clip';
}
