import type { Place } from './lessons.ts';
import type { Interval, PresenceState } from './presence-time.ts';
import type { Loss } from './windows.ts';

/** Milliseconds for which somebody who dropped is expected back; a shorter gap is part of the time before it. */
export const reconnectMs = 30_000;
/**
 * Shorter gaps than this, in milliseconds, are a page that was reloaded, which no server can tell from a line that blinked: no
 * window is made longer for them. A code lives three times as long, so that hardly a sign-in is lost in one. A server that was
 * gone is no reload, however short.
 */
const reloadMs = 5_000;

/** A stretch of presence to be written down. */
export interface PresenceRow extends Interval {
  place: Place;
  /** It goes on, or ended without a goodbye. */
  open: boolean;
}

interface Device {
  /** Its time counts: a screen's or port's. A liaison only holds the line. */
  counted: boolean;
  visible: boolean;
  playing: boolean;
}

interface Watched {
  devices: Map<string, Device>;
  /** The stretch that goes on. */
  current: { from: number; state: PresenceState } | undefined;
  /** The stretch of counted time that ended last, for whoever comes back within the time of grace. */
  last: Interval | undefined;
  /** Since when nobody of the place is connected, for whatever the line did, or the server that was gone. */
  lost: { at: number; by: 'line' | 'server' } | undefined;
}

/** Who of a lesson is connected since when and watches it: plain state of one classroom, no I/O. */
export class PresenceWatch {
  readonly #places = new Map<Place, Watched>();
  readonly #ended: PresenceRow[] = [];

  /** What the records say from before: places that were connected when the server was killed, or went without a goodbye. */
  constructor(before: readonly { place: Place; last: Interval }[] = []) {
    for (const { place, last } of before) {
      const counted = last.state === 'held' ? undefined : last;
      const lost = { at: last.until, by: 'server' } as const;
      this.#places.set(place, { devices: new Map(), current: undefined, last: counted, lost });
    }
  }

  /** A device is connected. The answer is the fault of the line that is over with it, if there was one. */
  arrived(place: Place, sessionId: string, counted: boolean, now: number): Loss | undefined {
    const watched = this.#at(place);
    if (!watched.devices.has(sessionId)) {
      watched.devices.set(sessionId, { counted, visible: true, playing: false });
    }
    this.#settle(place, watched, now);
    const { lost } = watched;
    watched.lost = undefined;
    if (lost === undefined || (lost.by === 'line' && now - lost.at < reloadMs)) return undefined;
    return { from: lost.at, until: now };
  }

  /** A device is gone. `byFault`: nobody said goodbye. */
  left(place: Place, sessionId: string, byFault: boolean, now: number): void {
    const watched = this.#places.get(place);
    if (!watched?.devices.delete(sessionId)) return;
    if (watched.devices.size === 0) watched.lost = byFault ? { at: now, by: 'line' } : undefined;
    this.#settle(place, watched, now, byFault);
  }

  /** What the device's page says of itself. */
  seen(place: Place, sessionId: string, page: { visible: boolean; playing: boolean }, now: number): void {
    const watched = this.#places.get(place);
    const device = watched?.devices.get(sessionId);
    if (!watched || !device) return;
    Object.assign(device, page);
    this.#settle(place, watched, now);
  }

  /** Since when the line of a place is gone; undefined when it is there, or was given up on purpose. */
  lostSince(place: Place): number | undefined {
    return this.#places.get(place)?.lost?.at;
  }

  /** What has to be written down now: stretches that ended since the last time, and those that go on, until now. */
  take(now: number): PresenceRow[] {
    const going = [...this.#places].flatMap(([place, { current }]) =>
      current && now > current.from ? [{ place, ...current, until: now, open: true }] : [],
    );
    return [...this.#ended.splice(0), ...going];
  }

  /** Puts back what could not be written. */
  putBack(rows: readonly PresenceRow[]): void {
    this.#ended.push(...rows.filter(({ place, from }) => this.#places.get(place)?.current?.from !== from));
  }

  #at(place: Place): Watched {
    let watched = this.#places.get(place);
    if (!watched) {
      watched = { devices: new Map(), current: undefined, last: undefined, lost: undefined };
      this.#places.set(place, watched);
    }
    return watched;
  }

  #settle(place: Place, watched: Watched, now: number, byFault = false): void {
    const state = stateOf(watched.devices);
    if (watched.current?.state === state) return;
    if (watched.current) {
      const ended = { ...watched.current, until: now };
      // A stretch that is followed by another one, or by a goodbye, is no sign of a fault.
      this.#ended.push({ place, ...ended, open: byFault && watched.devices.size === 0 });
      if (ended.state !== 'held') watched.last = ended;
      watched.current = undefined;
    }
    if (state === undefined) return;
    // Time that nobody counts begins where it begins: it joins no gap.
    const from = state === 'held' ? now : this.#from(watched.last, state, now);
    watched.current = { state, from };
  }

  /** Whoever is back within the time of grace goes on where they were. */
  #from(last: Interval | undefined, state: PresenceState, now: number): number {
    if (!last || now - last.until > reconnectMs) return now;
    return last.state === state ? last.from : last.until;
  }
}

/** The best of what the counted devices do; undefined when there is no device at all. */
function stateOf(devices: ReadonlyMap<string, Device>): PresenceState | undefined {
  if (devices.size === 0) return undefined;
  const counted = [...devices.values()].filter((device) => device.counted);
  if (counted.length === 0) return 'held';
  const visible = counted.filter((device) => device.visible);
  if (visible.length === 0) return 'hidden';
  return visible.some((device) => device.playing) ? 'watching' : 'idle';
}
