import { Button, Drawer, Modal, Tag } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { QuizRecord } from '../../../../src/contract/quiz.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useMay } from '../../../hooks/use-may.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ChangeError, ErrorDialog, ListHead, RemoveButton, useDownload } from '../records/parts.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { useChange } from '../records/use-change.ts';
import { QuizForm } from './quiz-form.tsx';
import { QuizMarking } from './quiz-marking.tsx';
import { QuizPreview } from './quiz-preview.tsx';
import { QuizProgressPanel } from './quiz-progress.tsx';

type Shown =
  { kind: 'form'; quiz: QuizRecord | null } | { kind: 'preview' | 'progress' | 'marking'; quiz: QuizRecord };

/** Quizzes and exams: prepared, opened, watched, marked and closed. */
export function QuizzesView(props: {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessons, lessonId } = props;
  const quizzes = useRequest('GET /api/courses/:courseId/quizzes', { params: { courseId } });
  useNews(['quiz.changed', 'quiz.progressed'], quizzes.reload, 1_000);
  const [shown, setShown] = useState<Shown | null>(null);
  const columns = useColumns({ courseId, lessons, onShow: setShown, onChanged: quizzes.reload });
  if (quizzes.kind === 'failed') return <FailedList error={quizzes.error} onRetry={quizzes.reload} />;
  const rows = quizzes.kind === 'ready' ? quizzes.data.quizzes : null;
  const close = (): void => setShown(null);
  return (
    <section className="desk__section records">
      <ListHead title={t('quizDesk.quizzes')} count={rows?.length}>
        <Button type="primary" onClick={() => setShown({ kind: 'form', quiz: null })}>
          {t('quizDesk.quiz.new')}
        </Button>
      </ListHead>
      {rows?.length === 0 ? (
        <EmptyList text={t('quizDesk.quiz.empty')} />
      ) : (
        <RecordTable
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          width={1110}
          noMatch={t('quizDesk.quiz.empty')}
          onOpen={(quiz) => setShown({ kind: quiz.state === 'prepared' ? 'form' : 'progress', quiz })}
        />
      )}
      <Drawer
        open={shown !== null}
        size={shown?.kind === 'progress' ? 800 : 640}
        destroyOnHidden
        title={shown?.quiz?.settings.title ?? t('quizDesk.quiz.new')}
        onClose={close}
      >
        {shown?.kind === 'form' ? (
          <QuizForm
            courseId={courseId}
            lessons={lessons}
            lessonId={lessonId}
            quiz={shown.quiz}
            quizzes={rows ?? []}
            onClose={close}
            onSaved={quizzes.reload}
          />
        ) : null}
        {shown?.kind === 'preview' ? <QuizPreview courseId={courseId} quizId={shown.quiz.id} /> : null}
        {shown?.kind === 'progress' ? <QuizProgressPanel courseId={courseId} quiz={shown.quiz} /> : null}
        {shown?.kind === 'marking' ? <QuizMarking courseId={courseId} quizId={shown.quiz.id} /> : null}
      </Drawer>
    </section>
  );
}

interface ColumnProps {
  courseId: string;
  lessons: readonly Lesson[];
  onShow: (shown: Shown) => void;
  onChanged: () => void;
}

const colours = { prepared: 'default', open: 'processing', closed: 'default' } as const;

function useColumns({ courseId, lessons, onShow, onChanged }: ColumnProps): RecordColumn<QuizRecord>[] {
  const { t } = useTranslation();
  const lessonOf = (id: string | null): string =>
    lessons.find((lesson) => lesson.id === id)?.title ?? t('quizDesk.quiz.wholeCourse');
  return [
    {
      key: 'title',
      title: t('quizDesk.quiz.name'),
      render: (_, { settings }) => <bdi>{settings.title}</bdi>,
    },
    {
      key: 'kind',
      title: t('quizDesk.quiz.kind'),
      width: 110,
      render: (_, { settings }) => t(`quizDesk.quiz.${settings.kind}`),
    },
    {
      key: 'lesson',
      title: t('quizDesk.quiz.lesson'),
      width: 180,
      render: (_, { settings }) => <bdi>{lessonOf(settings.lessonId)}</bdi>,
    },
    {
      key: 'state',
      title: t('quizDesk.quiz.state'),
      width: 100,
      render: (_, { state, problem }) => (
        <>
          <Tag color={colours[state]}>{t(`quizDesk.quiz.${state}`)}</Tag>
          {problem === null ? null : <Tag color="error">{t(`quizDesk.quiz.problem.${problem}`)}</Tag>}
        </>
      ),
    },
    { key: 'questions', title: t('quizDesk.quiz.questions'), width: 100, dataIndex: 'questions' },
    {
      key: 'actions',
      title: '',
      width: 400,
      render: (_, quiz) => (
        <QuizActions courseId={courseId} quiz={quiz} onShow={onShow} onChanged={onChanged} />
      ),
    },
  ];
}

function QuizActions(props: Omit<ColumnProps, 'lessons'> & { quiz: QuizRecord }): ReactElement {
  const { t } = useTranslation();
  const { courseId, quiz, onShow, onChanged } = props;
  const { api } = useClassSession();
  const may = useMay();
  const change = useChange();
  const download = useDownload();
  const params = { courseId, quizId: quiz.id };
  const prepared = quiz.state === 'prepared';
  const open = (): void =>
    void change
      .run(() => api.request('POST /api/courses/:courseId/quizzes/:quizId/opening', { params, body: {} }))
      .then((done) => done && onChanged());
  return (
    <div className="links__actions">
      {prepared ? (
        <Button type="primary" loading={change.busy} onClick={open}>
          {t('quizDesk.quiz.openNow')}
        </Button>
      ) : (
        <Button onClick={() => onShow({ kind: 'progress', quiz })}>{t('quizDesk.quiz.progress')}</Button>
      )}
      {prepared ? (
        <Button onClick={() => onShow({ kind: 'preview', quiz })}>{t('quizDesk.quiz.preview')}</Button>
      ) : null}
      {quiz.state === 'open' ? <CloseButton courseId={courseId} quiz={quiz} onClosed={onChanged} /> : null}
      {quiz.unmarked > 0 ? (
        <Button onClick={() => onShow({ kind: 'marking', quiz })}>
          {t('quizDesk.quiz.marking')} {quiz.unmarked}
        </Button>
      ) : null}
      {!prepared && may('GET /api/courses/:courseId/quizzes/:quizId/export') ? (
        <Button
          loading={download.busy}
          onClick={() =>
            download.save('GET /api/courses/:courseId/quizzes/:quizId/export', {
              params,
              query: { format: 'xlsx', language: currentLanguage() },
            })
          }
        >
          {t('quizDesk.quiz.export')}
        </Button>
      ) : null}
      {prepared ? (
        <RemoveButton
          name={quiz.settings.title}
          onRemove={() =>
            api.request('DELETE /api/courses/:courseId/quizzes/:quizId', {
              params,
              query: { revision: quiz.revision },
            })
          }
          onRemoved={onChanged}
        />
      ) : null}
      <ErrorDialog change={change} />
      <ErrorDialog change={download} />
    </div>
  );
}

function CloseButton(props: { courseId: string; quiz: QuizRecord; onClosed: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, quiz, onClosed } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [asks, setAsks] = useState(false);
  const params = { courseId, quizId: quiz.id };
  const close = (): void =>
    void change
      .run(() => api.request('POST /api/courses/:courseId/quizzes/:quizId/close', { params, body: {} }))
      .then((done) => {
        if (!done) return;
        setAsks(false);
        onClosed();
      });
  return (
    <>
      <Button danger onClick={() => setAsks(true)}>
        {t('quizDesk.quiz.close')}
      </Button>
      <Modal
        open={asks}
        title={t('quizDesk.quiz.closeTitle', { title: quiz.settings.title })}
        okText={t('quizDesk.quiz.close')}
        okButtonProps={{ danger: true, loading: change.busy }}
        cancelText={t('common.cancel')}
        onOk={close}
        onCancel={() => setAsks(false)}
      >
        <p>{t('quizDesk.quiz.closeText')}</p>
        <ChangeError change={change} />
      </Modal>
    </>
  );
}
