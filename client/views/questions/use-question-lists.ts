import { useState } from 'react';
import type { Notice } from '../../../src/contract/index.ts';
import type {
  OwnQuestion,
  PublicQuestion,
  QuestionCounts,
  QuestionFilter,
  QuestionSettings,
  RoomQuestion,
  StaffQuestion,
} from '../../../src/contract/questions.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { mergeRanked } from './merge-news.ts';
import { useLive, type Live } from '../../hooks/use-live.ts';

/** Questions that come in one page; the server allows as many. */
const pageSize = 50;
/** Pages that are kept on a page of its own: what is further down is found by searching. */
const mostPages = 6;

interface Paged {
  /** There are more than are shown. */
  more: boolean;
  showMore: () => void;
}

interface OwnList {
  questions: readonly OwnQuestion[];
  settings: QuestionSettings;
}

/** The own questions, or those of the own room, the newest first. */
export function useOwnQuestions(): Live<OwnList> {
  const session = useClassSession();
  return useLive(
    'own',
    () => session.command('question.own', {}),
    (data: OwnList, notice: Notice) => {
      if (notice.name !== 'question.own') return data;
      const { changed } = notice.data;
      const known = new Set(changed.map(({ questionId }) => questionId));
      const questions = [...changed, ...data.questions.filter(({ questionId }) => !known.has(questionId))];
      return { ...data, questions: questions.sort((a, b) => b.askedAt - a.askedAt) };
    },
  );
}

interface VisibleList {
  questions: readonly PublicQuestion[];
  total: number;
  mine: ReadonlySet<string>;
}

/** The questions that everybody may see, ranked. */
export function useVisibleQuestions(): Live<VisibleList> & Paged {
  const session = useClassSession();
  const [pages, setPages] = useState(1);
  const live = useLive(
    `visible ${pages}`,
    async (): Promise<VisibleList> => {
      const parts = await loadPages(pages, (page) => session.command('question.visible', page));
      return {
        questions: parts.flatMap(({ questions }) => questions),
        total: parts[0].total,
        mine: new Set(parts.flatMap(({ mine }) => mine)),
      };
    },
    (data: VisibleList, notice: Notice) =>
      notice.name === 'question.visible' ? applyVisible(data, notice.data) : data,
  );
  return { ...live, ...paging(live.data, pages, setPages) };
}

function applyVisible(
  data: VisibleList,
  news: Extract<Notice, { name: 'question.visible' }>['data'],
): VisibleList {
  const known = new Map(data.questions.map((one) => [one.questionId, one]));
  const counted = news.supports.flatMap(({ questionId, voices, places }) => {
    const before = known.get(questionId);
    return before ? [{ ...before, voices, places }] : [];
  });
  const added = news.changed.filter(({ questionId }) => !known.has(questionId)).length;
  const gone = news.removed.filter((questionId) => known.has(questionId)).length;
  return {
    ...data,
    questions: mergeRanked(data.questions, [...news.changed, ...counted], news.removed),
    total: data.total + added - gone,
  };
}

interface RoomList {
  questions: readonly RoomQuestion[];
  total: number;
  settings: QuestionSettings;
}

/** The questions of a liaison's branch and those below it. */
export function useRoomQuestions(): Live<RoomList> & Paged {
  const session = useClassSession();
  const [pages, setPages] = useState(1);
  const live = useLive(
    `room ${pages}`,
    async (): Promise<RoomList> => {
      const parts = await loadPages(pages, (page) => session.command('question.room', page));
      const [first] = parts;
      return {
        questions: parts.flatMap(({ questions }) => questions),
        total: first.total,
        settings: first.settings,
      };
    },
    (data: RoomList, notice: Notice) => {
      if (notice.name !== 'question.inRoom') return data;
      const { changed, removed, settings } = notice.data;
      const questions = mergeRanked(data.questions, changed, removed);
      return { questions, total: data.total + questions.length - data.questions.length, settings };
    },
  );
  return { ...live, ...paging(live.data, pages, setPages) };
}

export interface StaffList {
  questions: readonly StaffQuestion[];
  total: number;
  counts: QuestionCounts;
  settings: QuestionSettings;
}

/** The questions of the lesson for whoever runs it. */
export function useStaffQuestions(filter: QuestionFilter, search: string): Live<StaffList> & Paged {
  const session = useClassSession();
  const [pages, setPages] = useState(1);
  const live = useLive(
    `${filter} ${pages} ${search}`,
    async (): Promise<StaffList> => {
      const parts = await loadPages(pages, (page) =>
        session.command('question.list', { ...page, filter, search }),
      );
      return { ...parts[0], questions: parts.flatMap(({ questions }) => questions) };
    },
    (data: StaffList, notice: Notice) => {
      if (notice.name !== 'question.listed') return data;
      if (search !== '') return 'reload';
      const { changed, removed, counts, settings } = notice.data;
      const fits = ({ state }: StaffQuestion): boolean => filter === 'all' || filterOf(state) === filter;
      const left = changed.filter((one) => !fits(one)).map(({ questionId }) => questionId);
      const questions = mergeRanked(data.questions, changed.filter(fits), [...removed, ...left]);
      const { open, held, postponed, settled } = counts;
      const total = filter === 'all' ? open + held + postponed + settled : counts[filter];
      return { questions, total, counts, settings };
    },
  );
  return { ...live, ...paging(live.data, pages, setPages) };
}

function filterOf(state: StaffQuestion['state']): keyof QuestionCounts {
  return state === 'answered' || state === 'dismissed' ? 'settled' : state;
}

async function loadPages<P>(
  pages: number,
  load: (page: { offset: number; limit: number }) => Promise<P>,
): Promise<[P, ...P[]]> {
  const first = await load({ offset: 0, limit: pageSize });
  const rest: P[] = [];
  for (let page = 1; page < pages; page += 1) {
    rest.push(await load({ offset: page * pageSize, limit: pageSize }));
  }
  return [first, ...rest];
}

function paging(
  data: { questions: readonly unknown[]; total: number } | null,
  pages: number,
  setPages: (pages: number) => void,
): Paged {
  return {
    more: data !== null && data.questions.length < data.total && pages < mostPages,
    showMore: () => setPages(pages + 1),
  };
}
