import { createContext, useContext, useMemo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import type { Sitting } from '../../../src/contract/quiz.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { useOpenQuizzes } from './open-quizzes.ts';
import { TimeLeft } from './quiz-facts.tsx';
import '../../i18n/quiz-class.ts';
import './wall-exam.css';

/** Milliseconds over which the few who patrol spread their question who is sitting. */
const spreadMs = 3_000;
/** The contract's longest page: more than sit at a time. */
const mostShown = 1_000;

/** An open quiz or exam that asks for cameras on patrol, and who sits it now: by branch, and by trainee for ports. */
interface WatchedExam {
  quiz: OpenQuiz;
  total: number;
  byTile: ReadonlyMap<string, readonly Sitting[]>;
}

const Exam = createContext<WatchedExam | null>(null);

/** Lets the tiles below know who is sitting. Nothing is asked for while no such exam is open. */
export function ExamOnWall({ children }: { children: ReactNode }): ReactElement {
  const { course } = useClassroom();
  const open = useOpenQuizzes();
  const quiz = open.kind === 'ready' ? (open.data.find(({ requireCamera }) => requireCamera) ?? null) : null;
  const asked = useRequest(
    'GET /api/courses/:courseId/quizzes/:quizId/sittings',
    course === null || quiz === null
      ? null
      : {
          params: { courseId: course.id, quizId: quiz.quizId },
          query: { state: 'begun', limit: mostShown },
        },
  );
  const { reload } = asked;
  const isOpen = quiz !== null;
  useNews(['quiz.progressed'], () => (isOpen ? reload() : undefined), spreadMs);
  const sittings = asked.kind === 'ready' ? asked.data.sittings : null;
  const value = useMemo((): WatchedExam | null => {
    if (quiz === null || sittings === null) return null;
    const byTile = new Map<string, Sitting[]>();
    for (const one of sittings) {
      const tileId = one.branchId ?? one.traineeId;
      byTile.set(tileId, [...(byTile.get(tileId) ?? []), one]);
    }
    return { quiz, total: sittings.length, byTile };
  }, [quiz, sittings]);
  return <Exam value={value}>{children}</Exam>;
}

/** Above the wall while such an exam is open. */
export function ExamLine(): ReactElement | null {
  const { t } = useTranslation();
  const exam = useContext(Exam);
  if (exam === null) return null;
  const { kind, title, closesAt } = exam.quiz;
  return (
    <p className="wall-exam" role="status">
      <bdi>{t('quizClass.wall.line', { kind: t(`quizClass.kind.${kind}`), title, count: exam.total })}</bdi>{' '}
      <TimeLeft closesAt={closesAt} />
    </p>
  );
}

/** How many sit in a room and who, on its tile; one on a port. */
export function TileSitting({ tile }: { tile: WallTile }): ReactElement | null {
  const people = usePeople(tile);
  return people === null || people.length === 0 ? null : <Sitters people={people} />;
}

function Sitters({ people }: { people: readonly Sitting[] }): ReactElement {
  const { t } = useTranslation();
  const words = t('quizClass.wall.sitting', { count: people.length, names: namesOf(people) });
  return (
    <span className="wall-exam__tile" title={words}>
      <bdi>{words}</bdi>
    </span>
  );
}

/** Who sits in the room that is watched, by name. */
export function SittingNames({ tile }: { tile: WallTile }): ReactElement | null {
  const { t } = useTranslation();
  const people = usePeople(tile);
  if (people === null) return null;
  return (
    <span className="wall-exam__names">
      <bdi>
        {people.length === 0
          ? t('quizClass.wall.none')
          : t('quizClass.wall.names', { names: namesOf(people) })}
      </bdi>
    </span>
  );
}

/** Who sits there now; null while no such exam is open. */
function usePeople(tile: WallTile): readonly Sitting[] | null {
  const exam = useContext(Exam);
  return exam === null ? null : (exam.byTile.get(tile.tileId) ?? []);
}

function namesOf(people: readonly Sitting[]): string {
  return people.map(({ name }) => name).join(currentLanguage() === 'en' ? ', ' : '、');
}
