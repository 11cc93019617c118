/** A link that another one takes the place of, and that goes on until that one carries everything. */
export class RetiredLink<L extends { retire(): void; close(): void }> {
  #link: L | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Keeps this one, instead of the one before, for so many milliseconds at most. */
  keep(link: L, longestMs: number): void {
    this.drop();
    link.retire();
    this.#link = link;
    this.dropIn(longestMs);
  }

  /** Closes it after so many milliseconds from now on. */
  dropIn(ms: number): void {
    if (!this.#link) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.drop(), ms);
  }

  /** Closes it now, if there is one. Idempotent. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#link?.close();
    this.#link = null;
  }
}
