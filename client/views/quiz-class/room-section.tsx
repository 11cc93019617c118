import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz, Paper } from '../../../src/contract/paper.ts';
import type { Sitting } from '../../../src/contract/quiz.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { endOfNumber } from '../liaison/end-of-number.ts';
import { EntryButton } from './entry-button.tsx';
import { isForNamed, useOpenQuizzes } from './open-quizzes.ts';
import { TimeLeft, usePaperFacts } from './quiz-facts.tsx';
import { newestSittings, stateOrder } from './room-sittings.ts';
import '../../i18n/liaison.ts';
import '../../i18n/quiz-class.ts';
import './room-section.css';

const PaperEntry = lazyView(async () => (await import('./paper-entry.tsx')).PaperEntry);

/** Milliseconds over which hundreds of liaisons spread their question who has come how far. */
const spreadMs = 4_000;
/** The contract's longest page: more than one liaison looks after. */
const mostShown = 1_000;

/** The open quizzes for a liaison: who of the own room and those below it has come how far, and whom to help. */
export function RoomQuizzes(): ReactElement | null {
  const { t } = useTranslation();
  const open = useOpenQuizzes();
  const courseId = useClassroom().course?.id;
  // It stays open while the list behind it changes, and when the quiz is closed.
  const [paper, setPaper] = useState<Paper | null>(null);
  if (paper !== null && courseId !== undefined) {
    return (
      <Pending fallback={<p className="quiet">{t('common.loading')}</p>}>
        <PaperEntry courseId={courseId} initial={paper} onClose={() => setPaper(null)} />
      </Pending>
    );
  }
  if (open.kind === 'failed') {
    return (
      <>
        <ErrorText error={open.error} />
        <button type="button" className="button" onClick={open.reload}>
          {t('common.retry')}
        </button>
      </>
    );
  }
  if (open.kind === 'loading') return null;
  return (
    <div className="room-quizzes">
      {open.data.every(isForNamed) ? <p className="quiet">{t('quizClass.room.none')}</p> : null}
      {open.data.map((quiz) => (
        <RoomQuiz key={quiz.quizId} quiz={quiz} onPaper={setPaper} />
      ))}
    </div>
  );
}

function RoomQuiz({
  quiz,
  onPaper,
}: {
  quiz: OpenQuiz;
  onPaper: (paper: Paper) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const facts = usePaperFacts();
  const { course } = useClassroom();
  const { quizId } = quiz;
  const asked = useRequest(
    'GET /api/courses/:courseId/quizzes/:quizId/sittings',
    course === null ? null : { params: { courseId: course.id, quizId }, query: { limit: mostShown } },
  );
  useNews(['quiz.progressed', 'quiz.changed', 'roster.changed'], asked.reload, spreadMs);
  // It is for named people, and none of them is here.
  if (isForNamed(quiz) && asked.kind === 'ready' && asked.data.total === 0) return null;
  return (
    <article className="room-quiz">
      <header>
        <h3>
          <bdi>{quiz.title}</bdi>
        </h3>
        <p className="quiet">
          {t(`quizClass.kind.${quiz.kind}`)} · {facts(quiz)}
        </p>
        <p>
          <TimeLeft closesAt={quiz.closesAt} />
        </p>
      </header>
      {asked.kind === 'failed' ? <ErrorText error={asked.error} /> : null}
      {asked.kind === 'ready' ? (
        <People quiz={quiz} sittings={asked.data.sittings} onPaper={onPaper} />
      ) : null}
    </article>
  );
}

function People(props: {
  quiz: OpenQuiz;
  sittings: readonly Sitting[];
  onPaper: (paper: Paper) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { quiz, onPaper } = props;
  const people = useMemo(() => newestSittings(props.sittings), [props.sittings]);
  const several = new Set(people.map(({ branchId }) => branchId)).size > 1;
  if (people.length === 0) return <p className="quiet">{t('quizClass.room.empty')}</p>;
  const groups = stateOrder.map((state) => ({ state, of: people.filter((one) => one.state === state) }));
  return (
    <>
      <dl className="room-quiz__figures">
        {groups.map(({ state, of }) => (
          <div key={state}>
            <dt>{t(`quizClass.room.group.${state}`)}</dt>
            <dd className="figures">{of.length}</dd>
          </div>
        ))}
      </dl>
      {groups
        .filter(({ of }) => of.length > 0)
        .map(({ state, of }) => (
          <section key={state} className="room-quiz__group">
            <h4>{t(`quizClass.room.group.${state}`)}</h4>
            <ul>
              {of.map((one) => (
                <li key={one.traineeId}>
                  <Person sitting={one} withBranch={several} />
                  {state === 'notBegun' || (state === 'begun' && one.entered) ? (
                    <EntryButton quiz={quiz} sitting={one} onPaper={onPaper} />
                  ) : null}
                </li>
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}

function Person({ sitting, withBranch }: { sitting: Sitting; withBranch: boolean }): ReactElement {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  const { name, number, branchId, state } = sitting;
  const branch = withBranch && branchId !== null ? roster?.branches.get(branchId)?.name : undefined;
  return (
    <div className="room-quiz__person">
      <p className="room-quiz__name">
        <bdi>{name}</bdi>{' '}
        <span className="quiet figures">{t('liaison.numberEnd', { end: endOfNumber(number) })}</span>
      </p>
      {branch === undefined ? null : (
        <p className="quiet">
          <bdi>{branch}</bdi>
        </p>
      )}
      {state === 'notBegun' ? null : <p className="quiet figures">{progressOf(sitting)}</p>}
    </div>
  );

  function progressOf({ answered, handedInAt, handedInBy, entered }: Sitting): string {
    if (handedInAt !== null)
      return `${clockTime(handedInAt)} ${t(`quizClass.room.by.${handedInBy ?? 'time'}`)}`;
    const said = t('quizClass.room.answered', { count: answered });
    return entered ? `${said} · ${t('quizClass.room.entering')}` : said;
  }
}
