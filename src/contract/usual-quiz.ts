import type { QuizSettings } from './quiz.ts';

/** The settings of a quiz or exam until its author says otherwise; what it asks, its name and its lesson are nobody's default. */
export const usualQuiz: Omit<QuizSettings, 'title' | 'kind' | 'lessonId' | 'selection'> = {
  shuffleQuestions: true,
  shuffleOptions: true,
  opening: { how: 'click' },
  durationS: 600,
  openForS: null,
  startWithinS: null,
  attempts: 1,
  passMark: 6_000,
  audience: { who: 'all' },
  makeUpFor: null,
  showAnswers: 'atOnce',
  showPlace: false,
  multipleChoice: 'allOrNothing',
  requireCamera: false,
};
