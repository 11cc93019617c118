import type { Paper } from '../../src/contract/paper.ts';
import { howeverLong, must, type Phone, type Sent } from './phone.ts';
import { answerTo, scoreOf } from './quiz-desk.ts';

/** Somebody who sits a quiz on a phone. Every other answer is right, beginning with the first. */
export class Sitter {
  readonly phone: Phone;
  #paper: Paper | undefined;
  /** Answers that were acknowledged, and how many were given. */
  #acknowledged = 0;
  #given = 0;
  #receipt: string | undefined;

  constructor(phone: Phone) {
    this.phone = phone;
  }

  get traineeId(): string {
    return this.phone.traineeId;
  }

  /** Answers that the server has said it has. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** The server has said that it is handed in. */
  get isDone(): boolean {
    return this.#receipt !== undefined;
  }

  /** In hundredths of a percent, by the answers given so far. */
  get due(): number {
    return scoreOf(Math.ceil(this.#given / 2));
  }

  /** Begins the own paper. */
  async begin(quizId: string): Promise<void> {
    const path = `/api/courses/${this.phone.courseId}/quizzes/${quizId}/papers`;
    this.#paper = must(await this.phone.send('POST /api/courses/:courseId/quizzes/:quizId/papers', path, {}));
    [this.#acknowledged, this.#given, this.#receipt] = [0, 0, undefined];
  }

  /** Answers the next `count` questions and saves them together. Rejects when they are refused. */
  async save(count = 1): Promise<void> {
    must(await this.#save(this.#next(count)));
    this.#acknowledged = this.#given;
  }

  /** The same, however long it takes to be acknowledged. */
  async saveHoweverLong(count = 1): Promise<void> {
    const answers = this.#next(count);
    await howeverLong(() => this.#save(answers));
    this.#acknowledged = this.#given;
  }

  /** Hands in with the answers to all that is left. Resolves to the score; rejects when there is none or it is wrong. */
  async handIn(): Promise<void> {
    this.#done(must(await this.#submit(this.#next(Infinity))));
  }

  /** The same, however long it takes to be acknowledged. */
  async handInHoweverLong(): Promise<void> {
    const answers = this.#next(Infinity);
    this.#done(await howeverLong(() => this.#submit(answers)));
  }

  /**
   * How many of the acknowledged answers are not on record or other than they were given, with the submission that was
   * acknowledged; and how many submissions there are beside it.
   */
  async onRecord(): Promise<{ lost: number; double: number }> {
    // As it was before the request: while it is on its way, more is acknowledged.
    const [acknowledged, own] = [this.#acknowledged, this.#receipt];
    const key = 'GET /api/courses/:courseId/papers/:paperId';
    const { answers, receipt, result } = await howeverLong(() => this.phone.send(key, this.#path()));
    const kept = this.#paper?.items.slice(0, acknowledged) ?? [];
    const lost = kept.filter((item, index) => {
      const answer = answers[item.itemId];
      return JSON.stringify(answer) !== JSON.stringify(answerTo(item, index % 2 === 0));
    });
    const sum = result?.items.reduce((points, { given }) => points + (given ?? 0), 0);
    if (result && sum !== result.given) throw new Error(`items give ${sum}, the paper ${result.given}`);
    const isLost = own !== undefined && receipt === null;
    const isAnother = own !== undefined && receipt !== null && receipt.code !== own;
    return { lost: lost.length + (isLost ? 1 : 0), double: isAnother ? 1 : 0 };
  }

  #next(count: number) {
    const items = this.#paper?.items ?? [];
    const answers = items.slice(this.#given, this.#given + count).map((item, index) => ({
      itemId: item.itemId,
      answer: answerTo(item, (this.#given + index) % 2 === 0),
      version: this.#given + index + 1,
    }));
    this.#given += answers.length;
    return answers;
  }

  #done({ receipt, result }: Paper): void {
    if (receipt === null || result === null) throw new Error('a paper that was handed in has no receipt');
    if (result.score !== this.due) throw new Error(`a score is ${result.score} instead of ${this.due}`);
    if (this.#receipt !== undefined && this.#receipt !== receipt.code) throw new Error('another receipt');
    this.#receipt = receipt.code;
    this.#acknowledged = this.#given;
  }

  #path(): string {
    return `/api/courses/${this.phone.courseId}/papers/${this.#paper?.paperId ?? ''}`;
  }

  #save(answers: unknown): Promise<Sent<'PUT /api/courses/:courseId/papers/:paperId/answers'>> {
    const key = 'PUT /api/courses/:courseId/papers/:paperId/answers';
    return this.phone.send(key, `${this.#path()}/answers`, { answers });
  }

  #submit(answers: unknown): Promise<Sent<'POST /api/courses/:courseId/papers/:paperId/submission'>> {
    const key = 'POST /api/courses/:courseId/papers/:paperId/submission';
    return this.phone.send(key, `${this.#path()}/submission`, { answers });
  }
}
