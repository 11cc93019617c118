import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { quantile } from '../report.ts';
import type { Session } from './plenum-client.ts';

/** Milliseconds between two questions: fewer than the pace that a page is allowed. */
const askEvery = 40;

/** Somebody in class who goes on working while others attack, and notes how long the server takes to answer. */
export class Bystander {
  readonly #socket: Socket;
  #times: number[] = [];
  #late: number[] = [];
  #asking: Promise<void> | undefined;
  #goesOn = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async join(baseUrl: string, session: Session, lessonId: string): Promise<Bystander> {
    const socket = io(baseUrl, {
      ...{ transports: ['websocket'], forceNew: true, reconnection: false },
      ...{ auth: { session: session.id }, extraHeaders: { cookie: session.cookie } },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    await socket.timeout(10_000).emitWithAck('command', 'classroom.join', { lessonId });
    const bystander = new Bystander(socket);
    bystander.#asking = bystander.#ask();
    return bystander;
  }

  /**
   * Since this was asked last, in milliseconds: what 99 of 100 answers took at most, infinite when the socket was lost; and
   * how late 99 of 100 timers were at most, which is what the machine keeps every process waiting.
   */
  figures(): { p99: number; machineP99: number } {
    const [times, late] = [this.#times, this.#late];
    [this.#times, this.#late] = [[], []];
    return {
      p99: this.#socket.connected ? quantile(times, 0.99) : Infinity,
      machineP99: Math.max(0, quantile(late, 0.99) || 0),
    };
  }

  async close(): Promise<void> {
    this.#goesOn = false;
    await this.#asking;
    this.#socket.disconnect();
  }

  async #ask(): Promise<void> {
    while (this.#goesOn) {
      const since = performance.now();
      // What comes of it does not matter: it is answered by the same three hops.
      await this.#socket
        .timeout(10_000)
        .emitWithAck('command', 'classroom.leave', { no: 1 })
        .catch(() => undefined);
      this.#times.push(performance.now() - since);
      const asleep = performance.now();
      await sleep(askEvery);
      this.#late.push(performance.now() - asleep - askEvery);
    }
  }
}
