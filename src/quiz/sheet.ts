import type { PaperAnswer } from '../contract/paper.ts';
import type { sittingEventKinds } from '../contract/quiz.ts';
import { grade } from './grading.ts';
import { layOut, type Item, type Laid } from './paper-model.ts';
import type { AnswerRow, PaperRow, QuizRow } from './repository.ts';

export type SittingEvent = (typeof sittingEventKinds)[number];

/** An answer as a page sends it; `version` is the page's count, from 1. */
export interface SavedAnswer {
  itemId: string;
  answer: PaperAnswer | null;
  version: number;
}

/** Milliseconds per question below which a paper counts as answered very fast: nobody reads a question in that time. */
const fastMs = 3_000;

/** Devices of one paper that are kept: more than a person has at hand. */
const devicesKept = 5;

/** The devices of a paper after it was worked on with `deviceId`, the last one first. */
export function devicesWith(before: readonly string[], deviceId: string): string[] {
  return [deviceId, ...before.filter((one) => one !== deviceId)].slice(0, devicesKept);
}

/** Points as a share of the most, in hundredths of a percent, rounded half up. A paper without points is worth nothing. */
export function percentOf(given: number, most: number): number {
  return most === 0 ? 0 : Math.min(10_000, Math.floor((20_000 * given + most) / (2 * most)));
}

/** The score of a paper; null until it is handed in and wholly marked. */
export function scoreOf({
  handedInAt,
  given,
  unmarked,
  most,
}: Pick<PaperRow, 'handedInAt' | 'given' | 'unmarked' | 'most'>): number | null {
  return handedInAt === null || given === null || unmarked > 0 ? null : percentOf(given, most);
}

/** One paper while it is worked on: what is on record of it, and what of that has changed and waits to be written. */
export class Sheet {
  readonly quiz: QuizRow;
  /** By item; of a paper that is only saved to, the new ones alone. */
  readonly answers: Map<string, AnswerRow>;
  /** Items whose answer is to be written. */
  readonly changed = new Set<string>();
  /** What happened, and how often. */
  readonly events = new Map<SittingEvent, number>();
  #paper: PaperRow;
  #isChanged = false;
  readonly #items: ReadonlyMap<string, Item>;
  #laid: Laid[] | undefined;

  constructor(of: {
    paper: PaperRow;
    quiz: QuizRow;
    items: ReadonlyMap<string, Item>;
    answers: readonly AnswerRow[];
  }) {
    this.#paper = of.paper;
    this.quiz = of.quiz;
    this.#items = of.items;
    this.answers = new Map(of.answers.map((one) => [one.itemId, one]));
  }

  get paper(): PaperRow {
    return this.#paper;
  }

  /** The row of the paper itself is to be written. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** The items in the paper's order. */
  get laid(): readonly Laid[] {
    this.#laid ??= layOut(this.#paper, this.#items, this.quiz.settings.shuffleOptions);
    return this.#laid;
  }

  /** Whether its time is over at `now`, or the quiz is closed. */
  isOver(now: Date): boolean {
    const { endsAt } = this.#paper;
    return this.quiz.closedAt !== null || (endsAt !== null && endsAt <= now);
  }

  count(kind: SittingEvent, times = 1): void {
    this.events.set(kind, (this.events.get(kind) ?? 0) + times);
  }

  /** It was worked on with more than one device: what one of them saves the others have to hear of. */
  get isOnSeveral(): boolean {
    return this.#paper.deviceIds.length > 1;
  }

  /** Takes answers; those of items that are not on the paper, and older ones than what is there, are left out. */
  save(deviceId: string, answers: readonly SavedAnswer[], now: Date): void {
    const own = new Set(this.#paper.itemIds);
    let { version } = this.#paper;
    for (const { itemId, answer, version: newer } of answers) {
      if (!own.has(itemId) || newer <= (this.answers.get(itemId)?.version ?? 0)) continue;
      this.answers.set(itemId, {
        paperId: this.#paper.id,
        itemId,
        answer,
        version: newer,
        at: now,
        given: null,
      });
      this.changed.add(itemId);
      version = Math.max(version, newer);
    }
    const { deviceIds } = this.#paper;
    if (deviceIds.length > 0 && deviceIds[0] !== deviceId) this.count('otherDevice');
    this.#paper = { ...this.#paper, version, deviceIds: devicesWith(deviceIds, deviceId) };
    this.#isChanged = true;
  }

  /** Grades what is saved and closes the paper. One that is handed in stays as it is, so that nothing counts twice. */
  handIn(by: 'trainee' | 'time' | 'liaison', now: Date): void {
    if (this.#paper.handedInAt !== null) return;
    const { multipleChoice } = this.quiz.settings;
    let [given, unmarked, answered] = [0, 0, 0];
    for (const { item, order } of this.laid) {
      const saved = this.answers.get(item.id);
      if (!saved) continue;
      const points = grade(
        { content: item.content, points: item.points, order, multipleChoice },
        saved.answer,
      );
      if (points === null) unmarked += 1;
      else given += points;
      answered += 1;
      this.answers.set(item.id, { ...saved, given: points });
      this.changed.add(item.id);
    }
    const took = now.getTime() - (this.#paper.startedAt?.getTime() ?? 0);
    if (by === 'trainee' && answered > 0 && took < fastMs * answered) this.count('fast');
    this.#paper = { ...this.#paper, handedInAt: now, handedInBy: by, given, unmarked };
    this.#isChanged = true;
  }
}
