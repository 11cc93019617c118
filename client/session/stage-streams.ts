import type { MediaSource } from '../../src/contract/media.ts';
import { State } from './observable.ts';
import type { Picture, PictureSource, Sound, SoundSource } from './types.ts';

/** The last picture of a source that went without a word stands for so long, in milliseconds. */
const holdMs = 30_000;

interface Entry {
  trackId: string;
  track: MediaStreamTrack;
}

interface PictureSlot {
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

interface SoundSlot {
  trackId: string;
  stream: MediaStream;
  paused: boolean;
}

/**
 * The streams that views show: one per source, the same object through every recovery. A new track takes the old one's place
 * only when it has a frame to show, so what people see stands still for a moment but never turns black.
 */
export class StageStreams {
  readonly state = new State<{ pictures: readonly Picture[]; sounds: readonly Sound[] }>({
    pictures: [],
    sounds: [],
  });
  readonly #pictures = new Map<PictureSource, PictureSlot>();
  readonly #sounds = new Map<SoundSource, SoundSlot>();

  arrived(source: MediaSource, entry: Entry, paused: boolean): void {
    if (isPicture(source)) this.#pictureArrived(source, entry, paused);
    else this.#sounds.set(source, { trackId: entry.trackId, stream: new MediaStream([entry.track]), paused });
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
    for (const [source, sound] of this.#sounds) {
      if (sound.trackId === trackId) this.#sounds.delete(source);
    }
    const slot = this.#slotOf(trackId);
    if (slot) {
      slot.goneAt = Date.now();
      if (slot.next?.trackId === trackId) slot.next = null;
      if (slot.motion === 'moving') move(slot, 'frozen');
    }
    this.#publish();
  }

  /** Takes away pictures whose source went and is not expected back: all of them, or those that have stood too long. */
  drop(which: 'gone' | 'old'): void {
    let changed = false;
    for (const [source, slot] of this.#pictures) {
      if (slot.goneAt === null) continue;
      if (which === 'old' && slot.shown !== null && Date.now() - slot.goneAt < holdMs) continue;
      this.#pictures.delete(source);
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

  #pictureArrived(source: PictureSource, entry: Entry, paused: boolean): void {
    const before = this.#pictures.get(source);
    if (before?.shown) {
      before.next = entry;
      before.goneAt = null;
      before.paused = paused;
      if (before.motion === 'moving') move(before, 'frozen');
      return;
    }
    this.#pictures.set(source, {
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

  #slotOf(trackId: string): PictureSlot | undefined {
    return [...this.#pictures.values()].find((slot) => (slot.next ?? slot.shown)?.trackId === trackId);
  }

  #publish(): void {
    const pictures = [...this.#pictures].map(
      ([source, { stream, shown, next, motion, since, paused, layer }]): Picture => ({
        source,
        trackId: (next ?? shown)?.trackId ?? '',
        stream,
        motion,
        since,
        paused,
        layer,
      }),
    );
    const sounds = [...this.#sounds].map(([source, slot]): Sound => ({ source, ...slot }));
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
