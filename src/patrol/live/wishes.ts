/** What one person who patrols wants to see and hear. */
export interface Wish {
  /** Whom they watch. */
  watched: string | null;
  /** Whom they are about to watch; never the one whom they watch. */
  warm: string | null;
  /** They speak to the room that they watch. */
  talking: boolean;
}

const nothing: Wish = { watched: null, warm: null, talking: false };

/** Who watches whom in one lesson, and who speaks to whom. Plain state, no I/O. */
export class Wishes {
  readonly #byWatcher = new Map<string, Wish>();
  /** Those whose line is down: what they wish waits for them, and costs nobody anything. */
  readonly #away = new Set<string>();

  of(watcherId: string): Wish {
    return this.#byWatcher.get(watcherId) ?? nothing;
  }

  all(): ReadonlyMap<string, Wish> {
    return this.#byWatcher;
  }

  /** A talk ends with the watching, and whoever was warm and is watched now is warm no more. */
  watch(watcherId: string, watched: string | null): void {
    const before = this.of(watcherId);
    const talking = before.talking && before.watched === watched;
    this.#set(watcherId, { watched, warm: before.warm === watched ? null : before.warm, talking });
  }

  warm(watcherId: string, warm: string | null): void {
    const before = this.of(watcherId);
    this.#set(watcherId, { ...before, warm: warm === before.watched ? null : warm });
  }

  talk(watcherId: string, talking: boolean): void {
    this.#set(watcherId, { ...this.of(watcherId), talking });
  }

  /** Their line is down or up again. Nobody speaks to a room who could not be told that it is over. */
  setAway(watcherId: string, away: boolean): void {
    if (!away) {
      this.#away.delete(watcherId);
    } else if (this.#byWatcher.has(watcherId)) {
      this.#away.add(watcherId);
      this.talk(watcherId, false);
    }
  }

  forget(watcherId: string): void {
    this.#byWatcher.delete(watcherId);
    this.#away.delete(watcherId);
  }

  /** Everybody whom somebody watches, or is about to. */
  wanted(): Set<string> {
    const all = new Set<string>();
    for (const [watcherId, { watched, warm }] of this.#byWatcher) {
      if (this.#away.has(watcherId)) continue;
      if (watched !== null) all.add(watched);
      if (warm !== null) all.add(warm);
    }
    return all;
  }

  /** Who speaks to this room. */
  talkerTo(participantId: string): string | undefined {
    for (const [watcherId, { watched, talking }] of this.#byWatcher) {
      if (talking && watched === participantId) return watcherId;
    }
    return undefined;
  }

  /** Every talk: the room by who speaks to it. */
  talks(): Map<string, string> {
    const talks = new Map<string, string>();
    for (const [watcherId, { watched, talking }] of this.#byWatcher) {
      if (talking && watched !== null) talks.set(watcherId, watched);
    }
    return talks;
  }

  #set(watcherId: string, wish: Wish): void {
    const idle = wish.watched === null && wish.warm === null;
    if (idle) this.#byWatcher.delete(watcherId);
    else this.#byWatcher.set(watcherId, wish);
  }
}
