import type { OpenQuiz, Paper, PaperAnswer, PaperItem } from '../../../../src/contract/paper.ts';
import { ClientError } from '../../../../client/session/client-error.ts';
import type {
  SaveAnswer,
  SaveBody,
  SittingGround,
  SubmitBody,
} from '../../../../client/session/paper-sitting.ts';
import { noon } from './attendance.ts';

/** What one device remembers. */
export function kept(initial = ''): { get(): string; set(text: string): void; text(): string } {
  let text = initial;
  return {
    get: () => text,
    set: (next) => {
      text = next;
    },
    text: () => text,
  };
}

/** A quiz that is open and can be begun. */
export function quizOf(change: Partial<OpenQuiz>): OpenQuiz {
  return {
    quizId: 'quiz-1',
    title: '示例测试',
    kind: 'quiz',
    lessonId: 'lesson-1',
    state: 'open',
    openedAt: noon,
    opensAt: null,
    startUntil: null,
    closesAt: null,
    durationS: 600,
    questions: 2,
    attempts: 1,
    passMark: 6_000,
    requireCamera: false,
    refusal: null,
    papers: [],
    ...change,
  };
}

const item = (itemId: string, change: Partial<PaperItem>): PaperItem => ({
  itemId,
  kind: 'single',
  text: '示例题',
  pictureId: null,
  points: 1_000,
  options: [],
  rights: [],
  blanks: [],
  ...change,
});
const option = (text: string) => ({ text, pictureId: null });

/** One paper as the server keeps it: the rules of the contract, without grading. */
export class FakePapers {
  readonly durationMs = 600_000;
  endsAt: number | null = noon + this.durationMs;
  readonly saves: SaveBody[] = [];
  /** Requests of any kind that reached it or failed on their way. */
  asked = 0;
  submissions = 0;
  readonly events: Record<string, number> = {};
  failure: ClientError | null = null;
  /** Requests arrive and are carried out, their answers are lost. */
  losesAnswers = false;
  hangs = false;
  readonly #opened = Date.now();
  readonly #rows = new Map<string, { answer: PaperAnswer | null; version: number }>();
  #receipt: Paper['receipt'] = null;
  #closed = false;

  now(): number {
    return noon + Date.now() - this.#opened;
  }

  get answers(): Record<string, PaperAnswer> {
    return Object.fromEntries(
      [...this.#rows].flatMap(([itemId, { answer }]) => (answer === null ? [] : [[itemId, answer] as const])),
    );
  }

  /** The quiz is closed for everybody; its papers are handed in. */
  close(): void {
    this.#closed = true;
    this.#receipt ??= { handedInAt: this.now(), code: 'AB12-CD34', by: 'time' };
  }

  paper(): Paper {
    const versions = [...this.#rows.values()].map(({ version }) => version);
    return {
      paperId: 'paper-1',
      quizId: 'quiz-1',
      title: '示例测试',
      kind: 'quiz',
      traineeName: '示例学员甲',
      attempt: 1,
      serverTime: this.now(),
      startedAt: noon,
      endsAt: this.endsAt,
      items: [
        item('item-1', { options: [option('示例甲'), option('示例乙'), option('示例丙')] }),
        item('item-2', { kind: 'short' }),
      ],
      answers: this.answers,
      version: Math.max(0, ...versions),
      receipt: this.#receipt,
      result: null,
    };
  }

  ground(store: SittingGround['store']): SittingGround {
    return {
      store,
      now: () => this.now(),
      read: () => this.#reached(() => this.paper()),
      save: (body) => this.#reached(() => this.#save(body)),
      submit: (body) => this.#reached(() => this.#submit(body)),
    };
  }

  async #reached<T>(act: () => T): Promise<T> {
    this.asked += 1;
    if (this.hangs) return new Promise(() => undefined);
    if (this.failure !== null) throw this.failure;
    const answer = act();
    if (this.losesAnswers) throw new ClientError('timeout');
    return answer;
  }

  get #isOver(): boolean {
    return this.#closed || (this.endsAt !== null && this.endsAt < this.now());
  }

  #save(body: SaveBody): SaveAnswer {
    if (this.#receipt !== null) throw new ClientError('handed_in');
    if (this.#isOver) throw new ClientError('time_over');
    this.saves.push(body);
    this.#write(body.answers);
    for (const [kind, count] of Object.entries(body.events ?? {})) {
      this.events[kind] = (this.events[kind] ?? 0) + count;
    }
    return { version: this.paper().version, serverTime: this.now(), endsAt: this.endsAt };
  }

  #submit({ answers = [] }: SubmitBody): Paper {
    if (this.#receipt === null) {
      this.submissions += 1;
      if (!this.#isOver) this.#write(answers);
      this.#receipt = { handedInAt: this.now(), code: 'AB12-CD34', by: this.#isOver ? 'time' : 'trainee' };
    }
    return this.paper();
  }

  #write(answers: SaveBody['answers']): void {
    for (const { itemId, answer, version } of answers) {
      if (version > (this.#rows.get(itemId)?.version ?? 0)) this.#rows.set(itemId, { answer, version });
    }
  }
}
