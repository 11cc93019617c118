import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import { ClientError } from '../../../client/session/client-error.ts';
import { quizHash, quizOfHash, quizPath } from '../../../client/session/paper-address.ts';
import { PaperVisit } from '../../../client/session/paper-visit.ts';
import { dueQuiz } from '../../../client/views/paper/quiz-words.ts';
import { FakePage, noon } from './support/attendance.ts';
import { FakePapers, kept, quizOf } from './support/paper.ts';

let server: FakePapers;
let page: FakePage;
let quiz: OpenQuiz;
let begun: boolean[];
let failure: ClientError | null;
const visits: PaperVisit[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: noon });
  server = new FakePapers();
  page = new FakePage();
  quiz = quizOf({});
  begun = [];
  failure = null;
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener);
  vi.stubGlobal('removeEventListener', page.removeEventListener);
});

afterEach(() => {
  for (const visit of visits.splice(0)) visit.close();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(page.left, 'no listener survives a close').toBe(0);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function answered<T>(answer: () => T): Promise<T> {
  if (failure !== null) throw failure;
  return answer();
}

function visit(begin = false): PaperVisit {
  const opened = new PaperVisit(
    { quizId: 'quiz-1', begin },
    {
      quizzes: () => answered(() => [quiz]),
      begin: (again) =>
        answered(() => {
          begun.push(again);
          return server.paper();
        }),
      read: () => answered(() => server.paper()),
      sitting: () => server.ground(kept()),
    },
  );
  visits.push(opened);
  return opened;
}

const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const paper = (state: 'begun' | 'handedIn'): OpenQuiz['papers'][number] => ({
  ...{ paperId: 'paper-1', attempt: 1, state, endsAt: null, score: null, passed: null },
});

describe('a visit', () => {
  it('begins with one tap, and not before', async () => {
    const opened = visit();
    await pass();
    expect(opened.state.get()).toMatchObject({ kind: 'start', beginning: false });
    expect(begun).toEqual([]);
    opened.begin();
    opened.begin();
    await pass();
    expect(opened.state.get().kind).toBe('paper');
    expect(begun).toEqual([false]);
  });

  it('whose tap was on the card begins at once; one that cannot begin says why', async () => {
    visit(true);
    await pass();
    expect(begun).toEqual([false]);
    quiz = quizOf({ refusal: 'notSignedIn' });
    const refused = visit(true);
    await pass();
    expect(refused.state.get()).toMatchObject({ kind: 'start', quiz: { refusal: 'notSignedIn' } });
    expect(begun).toEqual([false]);
  });

  it('goes on with a paper that is begun, and shows one that was handed in', async () => {
    quiz = quizOf({ papers: [paper('begun')] });
    const going = visit();
    await pass();
    expect(going.state.get().kind).toBe('paper');
    expect(begun).toEqual([false]);
    quiz = quizOf({ papers: [paper('handedIn')], attempts: 2 });
    server.close();
    const seen = visit();
    await pass();
    expect(seen.state.get().kind).toBe('paper');
    expect(begun).toEqual([false]);
    seen.begin();
    await pass();
    expect(begun).toEqual([false, true]);
  });

  it('tries until the server can be reached, and begins once', async () => {
    failure = new ClientError('offline');
    const opened = visit(true);
    await pass(10_000);
    expect(opened.state.get()).toEqual({ kind: 'opening', unreachable: true });
    failure = null;
    page.tell('online');
    await pass();
    expect(opened.state.get().kind).toBe('paper');
    expect(begun).toEqual([false]);
  });

  it('that is refused says so and can be tried again', async () => {
    const opened = visit();
    await pass();
    failure = new ClientError('start_too_late');
    opened.begin();
    await pass();
    expect(opened.state.get()).toMatchObject({ beginning: false, error: { code: 'start_too_late' } });
    failure = null;
    opened.begin();
    await pass();
    expect(opened.state.get().kind).toBe('paper');
  });

  it('of a quiz that is not there says so; once it is opened it can begin', async () => {
    quiz = quizOf({ quizId: 'quiz-2' });
    const opened = visit();
    await pass();
    expect(opened.state.get()).toMatchObject({ kind: 'refused', error: { code: 'not_found' } });
    quiz = quizOf({});
    opened.refresh();
    await pass();
    expect(opened.state.get().kind).toBe('start');
  });
});

describe('the address of a quiz', () => {
  it('is behind the # and nothing else is taken for one', () => {
    expect(quizOfHash('#quiz=quiz-1')).toEqual({ quizId: 'quiz-1', begin: false });
    expect(quizOfHash('#quiz=quiz-1&begin')).toEqual({ quizId: 'quiz-1', begin: true });
    for (const other of ['', '#quiz=', '#quiz=a/b', '#other=1', '#quiz=a&b']) {
      expect(quizOfHash(other)).toBeNull();
      expect(quizHash(other)).toBe('');
    }
    expect(quizPath('/j/a-token', 'quiz-1')).toBe('/j/a-token#quiz=quiz-1');
  });
});

describe('what is to be sat now', () => {
  it('is what was begun, then the exam, then what closes first; never what is done or cannot be sat', () => {
    const soon = quizOf({ quizId: 'soon', closesAt: noon + 1 });
    const late = quizOf({ quizId: 'late', closesAt: noon + 2 });
    const exam = quizOf({ quizId: 'exam', kind: 'exam' });
    const going = quizOf({ quizId: 'going', papers: [paper('begun')] });
    const others = [
      quizOf({ quizId: 'done', papers: [paper('handedIn')], refusal: 'noAttempts' }),
      quizOf({ quizId: 'late', refusal: 'tooLate' }),
      quizOf({ quizId: 'coming', state: 'prepared', refusal: 'notOpen' }),
    ];
    expect(dueQuiz(others)).toBeNull();
    expect(dueQuiz([...others, late, soon])?.quizId).toBe('soon');
    expect(dueQuiz([...others, late, soon, exam])?.quizId).toBe('exam');
    expect(dueQuiz([exam, ...others, going])?.quizId).toBe('going');
  });
});
