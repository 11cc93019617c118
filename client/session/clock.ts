/** The server's clock as this machine knows it: corrected by each answer that carries the server's time. */
export class ServerClock {
  /** Server time minus `performance.now()`: the person or the system may set this machine's clock at any time. */
  #offset = Date.now() - performance.now();

  now(): number {
    return Math.round(this.#offset + performance.now());
  }

  /**
   * @param serverTime what the answer said
   * @param askedAt `performance.now()` when the question was sent; the answer is taken to be half-way old
   */
  correct(serverTime: number, askedAt: number): void {
    const now = performance.now();
    this.#offset = serverTime + (now - askedAt) / 2 - now;
  }
}
