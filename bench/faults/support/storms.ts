import type { Measuring } from '../figures.ts';
import { CodeScreens } from '../../support/code-screens.ts';
import { enrol, knownPhones, numberOf } from '../../support/crowd.ts';
import type { Phone } from '../../support/phone.ts';
import { QuizDesk } from '../../support/quiz-desk.ts';
import { handInStorm } from '../../support/hand-in-storm.ts';
import { addLessonNow, signInStorm, type Strike } from '../../support/sign-in-storm.ts';
import { Sitter } from '../../support/sitter.ts';
import type { PlenumServer } from '../../support/plenum-server.ts';

/** Trainees of the artificial course: whoever is enrolled for storms comes after them. */
const COURSE = 557;

/** People who sign in and hand in while something strikes, and what was acknowledged to them. */
export class Storms {
  readonly #server: PlenumServer;
  readonly #phones: readonly Phone[];
  readonly #screens: CodeScreens;
  readonly #desk: QuizDesk;

  private constructor(server: PlenumServer, phones: readonly Phone[], screens: CodeScreens, desk: QuizDesk) {
    this.#server = server;
    this.#phones = phones;
    this.#screens = screens;
    this.#desk = desk;
  }

  static async prepare(context: Measuring, server: PlenumServer): Promise<Storms> {
    const { perStorm } = context.sizes;
    await enrol(server, COURSE, perStorm);
    const numbers = Array.from({ length: perStorm }, (_, index) => numberOf(COURSE + index));
    const phones = await knownPhones({ ...context, quick: true, report: () => undefined }, server, numbers);
    const branches = new Set(phones.map(({ branchId }) => branchId));
    const screens = new CodeScreens(
      server.baseUrl,
      await server.signIn(await server.tokens('liaison', branches)),
    );
    const desk = new QuizDesk(server);
    await desk.prepare();
    return new Storms(server, phones, screens, desk);
  }

  /** Everybody signs in to a new lesson. */
  async signIn(strike: Strike) {
    const lessonId = await addLessonNow(this.#server);
    return signInStorm(strike, this.#screens, this.#phones, lessonId);
  }

  /** Everybody sits a new exam. */
  handIn(strike: Strike) {
    return handInStorm(
      strike,
      this.#desk,
      this.#phones.map((phone) => new Sitter(phone)),
    );
  }

  close(): void {
    this.#screens.close();
  }
}

/** Sums of what was acknowledged and what became of it. */
export class Acknowledged {
  readonly #context: Measuring;
  readonly #sums = { acknowledged: 0, lost: 0, double: 0, wrong: 0 };
  #rounds = 0;

  constructor(context: Measuring) {
    this.#context = context;
  }

  add(result: { acknowledged: number; lost: number; double: number; wrong?: number }): void {
    this.#rounds += 1;
    this.#sums.acknowledged += result.acknowledged;
    this.#sums.lost += result.lost;
    this.#sums.double += result.double;
    this.#sums.wrong += result.wrong ?? 0;
    this.#context.progress(
      `${this.#rounds}: ${result.acknowledged} acknowledged before, ${result.lost} lost, ${result.double} double`,
    );
  }

  /** `prefix` tells two kinds of records of one fault apart. */
  measure(prefix = ''): void {
    const n = this.#rounds;
    const { measure } = this.#context;
    const { acknowledged, lost, double, wrong } = this.#sums;
    measure({
      metric: `${prefix}acknowledged_before`,
      value: acknowledged,
      unit: 'records',
      n,
      limit: { atLeast: 1 },
    });
    measure({ metric: `${prefix}lost`, value: lost, unit: 'records', n, limit: { atMost: 0 } });
    measure({ metric: `${prefix}double`, value: double, unit: 'records', n, limit: { atMost: 0 } });
    measure({ metric: `${prefix}wrong_sums`, value: wrong, unit: 'papers', n, limit: { atMost: 0 } });
  }
}
