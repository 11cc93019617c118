import type { NoticeData } from '../../src/contract/index.ts';
import type { OpenQuiz, Paper } from '../../src/contract/paper.ts';
import type { Api } from './api.ts';
import { ClientError } from './client-error.ts';
import { State } from './observable.ts';
import { PaperSitting, type SittingGround } from './paper-sitting.ts';
import { remembered } from './remember.ts';

/** Pause before the server is asked again, in milliseconds. */
const againMs = 1_500;

export type VisitState =
  /** `unreachable`: the server could not be reached yet; it goes on trying. */
  | { kind: 'opening'; unreachable: boolean }
  /** Not begun; `quiz.refusal` says why it cannot be. `error`: the server refused a beginning just now. */
  | { kind: 'start'; quiz: OpenQuiz; beginning: boolean; error: ClientError | null }
  | { kind: 'refused'; error: ClientError }
  | { kind: 'paper'; quiz: OpenQuiz; sitting: PaperSitting };

/** Where papers come from and go to. */
export interface VisitGround {
  quizzes(): Promise<readonly OpenQuiz[]>;
  begin(again: boolean): Promise<Paper>;
  read(paperId: string): Promise<Paper>;
  sitting(paperId: string): SittingGround;
}

/** The way from a quiz to the person's paper of it: begun, gone on with, or seen again. */
export class PaperVisit {
  readonly state = new State<VisitState>({ kind: 'opening', unreachable: false });
  readonly #quizId: string;
  readonly #ground: VisitGround;
  #beginsAtOnce: boolean;
  /** What to ask the server for next; null when there is nothing. */
  #step: (() => Promise<void>) | null = null;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param begin the person has tapped "begin" already */
  constructor({ quizId, begin }: { quizId: string; begin: boolean }, ground: VisitGround) {
    this.#quizId = quizId;
    this.#beginsAtOnce = begin;
    this.#ground = ground;
    globalThis.addEventListener('online', this.#hurry);
    this.#run(this.#open);
  }

  /** The one tap. After a paper that was handed in it is another attempt. */
  readonly begin = (): void => {
    const state = this.state.get();
    if (this.#running) return;
    if (state.kind === 'start') this.#begin(state.quiz);
    else if (state.kind === 'paper' && state.sitting.state.get().phase === 'done') {
      const { quiz } = state;
      this.#run(async () => this.#sit(quiz, await this.#ground.begin(true)));
    }
  };

  /** Something about the quiz has changed: it was opened, closed or extended. */
  refresh(): void {
    const state = this.state.get();
    if (state.kind === 'paper') state.sitting.refresh();
    else if (this.#step === null && !this.#running) this.#run(this.#open);
  }

  /** A paper of this person that is open on several devices is another one than before. */
  changed(news: NoticeData<'paper.changed'>): void {
    const state = this.state.get();
    if (state.kind === 'paper') state.sitting.changed(news);
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#step = null;
    clearTimeout(this.#timer);
    globalThis.removeEventListener('online', this.#hurry);
    this.#endSitting();
  }

  readonly #hurry = (): void => {
    if (this.#step !== null && !this.#running) void this.#loop();
  };

  #run(step: () => Promise<void>): void {
    this.#step = step;
    if (!this.#running) void this.#loop();
  }

  /** Does what is to be done until the server has answered it. */
  async #loop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running = true;
    while (this.#step !== null) {
      const step = this.#step;
      this.#step = null;
      try {
        await step();
      } catch (thrown) {
        if (this.#closed) return;
        const error = ClientError.from(thrown);
        this.#failed(error);
        if (error.isPassing) {
          this.#step ??= step;
          this.#timer = setTimeout(() => void this.#loop(), againMs * (0.75 + Math.random() / 2));
          break;
        }
      }
    }
    this.#running = false;
  }

  #failed(error: ClientError): void {
    const state = this.state.get();
    const passing = error.isPassing;
    if (state.kind === 'start') this.state.set({ ...state, beginning: passing && state.beginning, error });
    else if (state.kind === 'opening' && passing) this.state.set({ kind: 'opening', unreachable: true });
    else if (!passing && state.kind !== 'paper') this.state.set({ kind: 'refused', error });
  }

  readonly #open = async (): Promise<void> => {
    const quiz = (await this.#ground.quizzes()).find(({ quizId }) => quizId === this.#quizId);
    if (this.#closed) return;
    if (quiz === undefined) throw new ClientError('not_found');
    const newest = quiz.papers.at(-1);
    if (newest?.state === 'handedIn') this.#sit(quiz, await this.#ground.read(newest.paperId));
    else if (newest !== undefined) this.#sit(quiz, await this.#ground.begin(false));
    else if (this.#beginsAtOnce && quiz.refusal === null) this.#begin(quiz);
    else this.state.set({ kind: 'start', quiz, beginning: false, error: null });
  };

  #begin(quiz: OpenQuiz): void {
    this.#beginsAtOnce = false;
    this.state.set({ kind: 'start', quiz, beginning: true, error: null });
    this.#run(async () => this.#sit(quiz, await this.#ground.begin(false)));
  }

  #sit(quiz: OpenQuiz, paper: Paper): void {
    if (this.#closed) return;
    this.#endSitting();
    const sitting = new PaperSitting(paper, this.#ground.sitting(paper.paperId));
    this.state.set({ kind: 'paper', quiz, sitting });
  }

  #endSitting(): void {
    const state = this.state.get();
    if (state.kind === 'paper') state.sitting.close();
  }
}

/** Whose page it is, and the server's clock. */
interface Sitter {
  sessionId: string;
  now: () => number;
}

/** The server's routes as a visit needs them, for somebody's own papers. */
export function ownPapers(
  api: Api,
  { courseId, quizId, sessionId, now }: { courseId: string; quizId: string } & Sitter,
): VisitGround {
  const paperParams = (paperId: string) => ({ params: { courseId, paperId } });
  return {
    quizzes: async () =>
      (await api.request('GET /api/courses/:courseId/sittings', { params: { courseId } })).quizzes,
    begin: (again) =>
      api.request('POST /api/courses/:courseId/quizzes/:quizId/papers', {
        params: { courseId, quizId },
        body: { again },
      }),
    read: (paperId) => api.request('GET /api/courses/:courseId/papers/:paperId', paperParams(paperId)),
    sitting: (paperId) => paperGround(api, { courseId, paperId, sessionId, now }),
  };
}

/** The routes and this device's memory of one paper, whoever began it: the person, or the liaison for somebody without a phone. */
export function paperGround(
  api: Api,
  { courseId, paperId, sessionId, now }: { courseId: string; paperId: string } & Sitter,
): SittingGround {
  const params = { courseId, paperId };
  const key = `paper.${paperId}.${sessionId}` as const;
  return {
    now,
    read: () => api.request('GET /api/courses/:courseId/papers/:paperId', { params }),
    save: (body) => api.request('PUT /api/courses/:courseId/papers/:paperId/answers', { params, body }),
    submit: (body) => api.request('POST /api/courses/:courseId/papers/:paperId/submission', { params, body }),
    store: { get: () => remembered.get(key), set: (text) => remembered.set(key, text) },
  };
}
