import { useTranslation } from 'react-i18next';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { calendarDay, clockTime } from '../common/time.ts';

/** Hundredths as people write them: 8750 is 87.5. Percents and points alike. */
export function hundredths(value: number): string {
  return String(value / 100);
}

/** `12:04`, and with hours `1:12:04`; never negative. A second that has begun counts, so that 0:00 is the end. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The words that several pages of quizzes need. */
export function useQuizWords(): {
  time: (seconds: number) => string;
  moment: (at: number, now: number) => string;
  facts: (quiz: OpenQuiz, now: number) => string[];
  line: (quiz: OpenQuiz, now: number) => string;
} {
  const { t } = useTranslation();
  const time = (seconds: number): string => {
    const minutes = Math.floor(seconds / 60);
    if (minutes === 0) return t('paper.seconds', { count: seconds });
    if (seconds % 60 === 0) return t('paper.minutes', { count: minutes });
    return t('paper.minutesSeconds', { minutes, seconds: seconds % 60 });
  };
  const moment = (at: number, now: number): string => {
    const isToday = new Date(at).toDateString() === new Date(now).toDateString();
    return isToday ? clockTime(at) : `${calendarDay(at, currentLanguage())} ${clockTime(at)}`;
  };
  const facts = (quiz: OpenQuiz, now: number): string[] => {
    const { questions, durationS, passMark, attempts, startUntil, closesAt } = quiz;
    return [
      t('paper.facts.questions', { count: questions }),
      durationS === null
        ? closesAt === null
          ? t('paper.facts.noLimit')
          : null
        : t('paper.facts.duration', { time: time(durationS) }),
      t('paper.facts.passMark', { score: hundredths(passMark) }),
      attempts === 1 ? null : t('paper.facts.attempts', { count: attempts }),
      startUntil === null ? null : t('paper.facts.startUntil', { time: moment(startUntil, now) }),
      closesAt === null ? null : t('paper.facts.closesAt', { time: moment(closesAt, now) }),
    ].filter((one) => one !== null);
  };
  const line = (quiz: OpenQuiz, now: number): string => {
    const { state, opensAt, papers } = quiz;
    if (papers.some((one) => one.state === 'begun')) return t('paper.line.begun');
    if (papers.length > 0) {
      const best = bestOf(quiz);
      if (best === null) return t('paper.line.marking');
      return t(best.passed === true ? 'paper.line.passed' : 'paper.line.failed', {
        score: hundredths(best.score),
      });
    }
    if (state === 'open') return t('paper.line.open');
    if (state === 'closed') return t('paper.line.missed');
    return opensAt === null
      ? t('paper.line.coming')
      : t('paper.line.comingAt', { time: moment(opensAt, now) });
  };
  return { time, moment, facts, line };
}

/** The best of somebody's papers; null while none is wholly marked. */
function bestOf({ papers }: OpenQuiz): { score: number; passed: boolean | null } | null {
  return papers.reduce<{ score: number; passed: boolean | null } | null>((best, { score, passed }) => {
    return score !== null && (best === null || score > best.score) ? { score, passed } : best;
  }, null);
}

/** Later than every close. */
const neverMs = Number.MAX_SAFE_INTEGER;

/** What somebody is to sit now: a paper that is begun first, else the exam, else what closes first; null for nothing. */
export function dueQuiz(quizzes: readonly OpenQuiz[]): OpenQuiz | null {
  const open = quizzes.filter(({ state, papers, refusal }) => {
    if (state !== 'open') return false;
    if (papers.length > 0) return papers.at(-1)?.state === 'begun';
    return refusal === null || refusal === 'notSignedIn';
  });
  const rank = ({ papers, kind }: OpenQuiz): number => (papers.length > 0 ? 0 : kind === 'exam' ? 1 : 2);
  return (
    open.sort((a, b) => rank(a) - rank(b) || (a.closesAt ?? neverMs) - (b.closesAt ?? neverMs))[0] ?? null
  );
}
