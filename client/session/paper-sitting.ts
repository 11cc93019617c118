import type { Paper, PaperAnswer } from '../../src/contract/paper.ts';
import type { NoticeData, RouteBody, RouteOutput } from '../../src/contract/index.ts';
import { ClientError } from './client-error.ts';
import { State } from './observable.ts';
import { saidAnswer, type Answers } from './paper-answers.ts';
import {
  answersOf,
  answersOver,
  isNothing,
  newestVersion,
  nothingKept,
  readKept,
  withoutEvents,
  withoutSent,
  type KeptPaper,
  type ToldEvent,
} from './paper-kept.ts';
import { PaperEnd } from './paper-end.ts';
import { Soonest } from './soonest.ts';

type SaveRoute = 'PUT /api/courses/:courseId/papers/:paperId/answers';
type SubmitRoute = 'POST /api/courses/:courseId/papers/:paperId/submission';
export type SaveBody = RouteBody<SaveRoute>;
export type SubmitBody = RouteBody<SubmitRoute>;
export type SaveAnswer = RouteOutput<SaveRoute>;

/** Milliseconds from the first change to the request that saves it: a tap may be corrected, a word is still being typed. */
const tapMs = 250;
const typingMs = 900;
/** So near to the end nothing waits. */
const lastMs = 3_000;
/** Pause before the next try, in milliseconds: grows from the first to the second, and is spread by half. */
const firstPauseMs = 800;
const longestPauseMs = 5_000;
/** Milliseconds without an answer after which nobody should believe any more that it arrived. */
const slowMs = 3_000;
/** Hundreds of papers end in the same moment: each page waits up to so many milliseconds before it asks. */
const endSpreadMs = 1_200;
/** Milliseconds of one step of `version`; see `#nextVersion`. */
const versionStepMs = 100;

export interface SittingState {
  /** As the server has it. */
  paper: Paper;
  /** What counts as far as this device knows: what the server has, and above it what was answered here. */
  answers: Answers;
  /** `waiting`: not received as far as this page knows; it goes on trying. `stopped`: the server said no; see `error`. */
  saving: 'saved' | 'sending' | 'waiting' | 'stopped';
  /** `handing`: handed in here, not received yet. `over`: the time is up, what the server has is handed in. */
  phase: 'answering' | 'handing' | 'over' | 'done';
  error: ClientError | null;
  /** Another device has answered this paper meanwhile; its answers are shown. */
  elsewhere: boolean;
}

export interface SittingGround {
  read(): Promise<Paper>;
  save(body: SaveBody): Promise<SaveAnswer>;
  submit(body: SubmitBody): Promise<Paper>;
  /** The server's time in milliseconds. */
  now(): number;
  store: { get(): string | null; set(text: string): void };
}

/** The server has closed the paper: what it has counts. */
function isEnd({ code }: ClientError): boolean {
  return code === 'time_over' || code === 'handed_in' || code === 'quiz_closed';
}

/**
 * One paper on one device, from its first answer to the receipt. What is answered is on the device at once and with the server
 * about a second later; it is sent until it is received, over drops of the line and reloads. Of two devices the newer answer
 * counts.
 */
export class PaperSitting {
  readonly state: State<SittingState>;
  readonly #ground: SittingGround;
  #paper: Paper;
  #kept: KeptPaper;
  #error: ClientError | null = null;
  #elsewhere = false;
  #sending = false;
  #slow = false;
  #failures = 0;
  /** The server's paper may be another one than ours. */
  #stale = false;
  /** The time is up by our clock: the server says whether it is. */
  #asksForTime = false;
  /** The server has said that nothing more is taken. */
  #ended = false;
  readonly #next = new Soonest(() => void this.#go());
  readonly #end = new PaperEnd({
    endsAt: () => this.#paper.endsAt,
    now: () => this.#ground.now(),
    reached: () => {
      this.#publish();
      // Time may have been given that this page has not heard of.
      this.#asksForTime = true;
      this.#next.within(Math.random() * endSpreadMs);
    },
  });
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(paper: Paper, ground: SittingGround) {
    this.#ground = ground;
    this.#paper = paper;
    this.#kept = readKept(ground.store.get(), paper);
    this.state = new State(this.#view());
    globalThis.addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#shown);
    this.#take(paper);
    if (!isNothing(this.#kept)) this.#next.within(0);
  }

  /** Milliseconds that are left by the server's clock; null when the paper ends with the quiz. Never below 0. */
  leftMs(): number | null {
    return this.#end.leftMs();
  }

  /** @param typing more is likely to come at once */
  answer(itemId: string, answer: PaperAnswer, typing = false): void {
    if (this.#phase() !== 'answering' || this.#error !== null) return;
    const said = { answer: saidAnswer(answer), version: this.#nextVersion() };
    this.#keep({ ...this.#kept, answers: { ...this.#kept.answers, [itemId]: said } });
    const isLast = (this.leftMs() ?? Infinity) < lastMs;
    this.#next.within(isLast ? 0 : typing ? typingMs : tapMs);
  }

  /** Something happened on the page that is to be on record. */
  tell(kind: ToldEvent): void {
    if (this.#phase() !== 'answering') return;
    const { events } = this.#kept;
    this.#keep({ ...this.#kept, events: { ...events, [kind]: (events[kind] ?? 0) + 1 } });
    this.#next.within(tapMs);
  }

  /** Hands it in; it is sent until the receipt is here. */
  handIn(): void {
    if (this.#phase() !== 'answering') return;
    this.#keep({ ...this.#kept, handing: true });
    this.#next.within(0);
  }

  /** Goes on answering while it is not known to be received. If it was, the server says so with the next answer. */
  takeBack(): void {
    if (this.#phase() === 'handing') this.#keep({ ...this.#kept, handing: false });
  }

  /** Asks the server for the paper: time was given, marks were made, or answers are shown now. */
  refresh(): void {
    this.#stale = true;
    this.#next.within(0);
  }

  /** The paper was worked on with another device, or with this one: the server says how far it is. */
  changed({ paperId, version, handedIn }: NoticeData<'paper.changed'>): void {
    if (paperId !== this.#paper.paperId || this.#paper.receipt !== null) return;
    if (handedIn || version > newestVersion(this.#paper, this.#kept)) this.refresh();
  }

  /** Idempotent. What was not received stays on the device. */
  close(): void {
    this.#closed = true;
    this.#next.close();
    this.#end.close();
    clearTimeout(this.#slowTimer);
    globalThis.removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#shown);
  }

  readonly #hurry = (): void => {
    if (this.#failures > 0) this.#next.within(0);
  };

  readonly #shown = (): void => {
    const isHere = document.visibilityState === 'visible';
    this.tell(isHere ? 'returned' : 'left');
    if (isHere) this.refresh();
  };

  /**
   * The moment of the answer in steps since the paper began, by the server's clock, and more than everything that is known: so
   * the newer of two devices' answers has the larger number even when one of them was without a line.
   */
  #nextVersion(): number {
    const moment = Math.ceil((this.#ground.now() - this.#paper.startedAt) / versionStepMs);
    return Math.max(moment, newestVersion(this.#paper, this.#kept) + 1);
  }

  async #go(): Promise<void> {
    const step = this.#nextStep();
    if (this.#sending || this.#closed || step === null) return;
    this.#sending = true;
    this.#slowTimer = setTimeout(() => {
      this.#slow = true;
      this.#publish();
    }, slowMs);
    this.#publish();
    try {
      await step();
      // Whoever was without a line, or away, may have gone on elsewhere.
      if (this.#failures > 0 && step !== this.#read) this.#stale = true;
      this.#failures = 0;
    } catch (thrown) {
      this.#failed(ClientError.from(thrown));
    }
    clearTimeout(this.#slowTimer);
    this.#slow = false;
    this.#sending = false;
    this.#publish();
    if (this.#failures === 0 && this.#nextStep() !== null) this.#next.within(this.#ended ? 0 : tapMs);
  }

  /** What to ask the server for now; null when it has everything. */
  #nextStep(): (() => Promise<void>) | null {
    if (this.#error !== null) return null;
    if (this.#stale) return this.#read;
    if (this.#paper.receipt !== null) return null;
    if (this.#ended || this.#kept.handing) return () => this.#submit();
    return this.#asksForTime || !isNothing(this.#kept) ? () => this.#save() : null;
  }

  readonly #read = async (): Promise<void> => {
    this.#stale = false;
    try {
      this.#take(await this.#ground.read());
    } catch (thrown) {
      this.#stale = true;
      throw thrown;
    }
  };

  async #save(): Promise<void> {
    const sent = this.#kept;
    const highest = newestVersion(this.#paper, sent);
    const asked = this.#asksForTime;
    const { version, endsAt } = await this.#ground.save({ answers: answersOf(sent), events: sent.events });
    this.#asksForTime = false;
    if (version > highest) {
      this.#elsewhere = true;
      this.#stale = true;
    }
    this.#paper = { ...this.#paper, answers: answersOver(this.#paper.answers, sent), version, endsAt };
    this.#keep(withoutSent(this.#kept, sent));
    this.#awaitEnd(asked ? endSpreadMs : 0);
  }

  async #submit(): Promise<void> {
    this.#take(await this.#ground.submit({ answers: answersOf(this.#kept) }));
  }

  #failed(error: ClientError): void {
    // A request that failed on its way has hardly arrived; of any other nobody knows, and nothing is to be told twice.
    if (error.code !== 'offline') {
      this.#keep({ ...this.#kept, events: withoutEvents(this.#kept.events, this.#kept.events) });
    }
    if (error.isPassing) {
      this.#failures += 1;
      const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures - 1, 6));
      this.#next.within(pause * (0.75 + Math.random() / 2));
      return;
    }
    this.#failures = 0;
    if (isEnd(error)) this.#ended = true;
    else this.#error = error;
  }

  /** The paper as the server has it now. */
  #take(paper: Paper): void {
    const isOlder = paper.version < this.#paper.version && paper.receipt === null;
    if (isOlder) return;
    if (paper.version > newestVersion(this.#paper, this.#kept)) this.#elsewhere = true;
    this.#paper = paper;
    if (paper.receipt !== null) this.#keep(nothingKept);
    else this.#publish();
    this.#awaitEnd(0);
  }

  /** @param againMs when to ask again if the time is up already, as far as we know */
  #awaitEnd(againMs: number): void {
    if (this.#closed || this.#paper.receipt !== null) this.#end.close();
    else this.#end.expect(againMs);
  }

  #keep(kept: KeptPaper): void {
    this.#kept = kept;
    this.#ground.store.set(isNothing(kept) ? '' : JSON.stringify(kept));
    this.#publish();
  }

  #phase(): SittingState['phase'] {
    if (this.#paper.receipt !== null) return 'done';
    if (this.#ended || this.leftMs() === 0) return 'over';
    return this.#kept.handing ? 'handing' : 'answering';
  }

  #view(): SittingState {
    return {
      paper: this.#paper,
      answers: answersOver(this.#paper.answers, this.#kept),
      saving: this.#saving(),
      phase: this.#phase(),
      error: this.#error,
      elsewhere: this.#elsewhere,
    };
  }

  #saving(): SittingState['saving'] {
    if (this.#error !== null) return 'stopped';
    const isUnsent = Object.keys(this.#kept.answers).length > 0 || this.#phase() !== 'answering';
    if (!isUnsent || this.#paper.receipt !== null) return 'saved';
    return this.#failures > 0 || this.#slow ? 'waiting' : 'sending';
  }

  #publish(): void {
    if (!this.#closed) this.state.set(this.#view());
  }
}
