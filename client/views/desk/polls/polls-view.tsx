import { Button, Drawer, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../../src/contract/course.ts';
import type { PollDraft, StaffPoll } from '../../../../src/contract/polls.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { emptyForm, formOf } from '../../polls/draft.ts';
import { PollForm } from '../../polls/poll-form.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ListHead, RemoveButton } from '../records/parts.tsx';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { useChange } from '../records/use-change.ts';
import { PollResultsPanel } from './poll-results.tsx';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

type Shown = { kind: 'edit'; poll: StaffPoll | null } | { kind: 'results'; poll: StaffPoll } | null;

/** The polls of a course: prepared for a lesson, and what came of those that were asked. */
export function PollsView(props: {
  course: Course;
  lessons: readonly Lesson[];
  /** The lesson that the desk is about. */
  lessonId: string | null;
}): ReactElement {
  const { t } = useTranslation();
  const { course, lessons } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const lesson = lessons.find(({ id }) => id === (chosen ?? props.lessonId)) ?? lessons[0];
  const courseId = course.id;
  const lessonId = lesson?.id ?? null;
  const polls = useRequest(
    'GET /api/courses/:courseId/polls',
    lessonId === null ? null : { params: { courseId }, query: { lessonId } },
  );
  useNews(['poll.listChanged'], polls.reload, 300);
  const [shown, setShown] = useState<Shown>(null);
  const columns = useColumns(courseId, setShown, polls.reload);
  if (lessonId === null) {
    return (
      <section className="desk__section records">
        <ListHead title={t('polls.desk.title')} />
        <EmptyList text={t('polls.desk.chooseLesson')} />
      </section>
    );
  }
  if (polls.kind === 'failed') return <FailedList error={polls.error} onRetry={polls.reload} />;
  const close = (): void => setShown(null);
  const rows = polls.kind === 'ready' ? polls.data.polls : null;
  return (
    <section className="desk__section records">
      <ListHead title={t('polls.desk.title')} count={rows?.length}>
        <Select
          className="records__select"
          aria-label={t('polls.desk.lesson')}
          value={lessonId}
          options={lessons.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={setChosen}
        />
        <ExportPolls courseId={courseId} lessonId={lessonId} />
        <Button type="primary" onClick={() => setShown({ kind: 'edit', poll: null })}>
          {t('polls.desk.new')}
        </Button>
      </ListHead>
      <RecordTable
        columns={columns}
        rows={rows}
        rowKey={({ pollId }) => pollId}
        width={980}
        noMatch={t('polls.desk.none')}
        onOpen={(poll) =>
          setShown(poll.state === 'prepared' ? { kind: 'edit', poll } : { kind: 'results', poll })
        }
      />
      <Drawer
        open={shown !== null}
        onClose={close}
        size={560}
        title={
          shown?.kind === 'results'
            ? shown.poll.question
            : shown?.poll
              ? t('polls.desk.edit')
              : t('polls.desk.new')
        }
        destroyOnHidden
      >
        {shown?.kind === 'edit' ? (
          <EditPoll
            courseId={courseId}
            lessonId={lessonId}
            poll={shown.poll}
            onClose={close}
            onSaved={polls.reload}
          />
        ) : null}
        {shown?.kind === 'results' ? (
          <PollResultsPanel courseId={courseId} pollId={shown.poll.pollId} />
        ) : null}
      </Drawer>
    </section>
  );
}

function EditPoll(props: {
  courseId: string;
  lessonId: string;
  poll: StaffPoll | null;
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { api } = useClassSession();
  const change = useChange();
  const { courseId, lessonId, poll, onClose, onSaved } = props;
  const save = (draft: PollDraft): void =>
    void change
      .run(() =>
        poll === null
          ? api.request('POST /api/courses/:courseId/polls', {
              params: { courseId },
              body: { lessonId, draft },
            })
          : api.request('PATCH /api/courses/:courseId/polls/:pollId', {
              params: { courseId, pollId: poll.pollId },
              body: { draft, revision: poll.revision },
            }),
      )
      .then((done) => {
        if (!done) return;
        onSaved();
        onClose();
      });
  return (
    <PollForm
      initial={poll === null ? emptyForm : formOf(poll)}
      existing={poll !== null}
      busy={change.busy}
      error={change.error}
      onSave={save}
      onCancel={onClose}
    />
  );
}

/** Answers per person; the workbook also has the polls, the counts of hands and the picks. */
function ExportPolls({ courseId, lessonId }: { courseId: string; lessonId: string }): ReactElement {
  const { t } = useTranslation();
  const choices = [
    { key: 'xlsx', label: t('records.exportXlsx') },
    { key: 'csv', label: t('records.exportCsv') },
    { key: 'all', label: `${t('polls.desk.allLessons')} · XLSX` },
  ] as const;
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/polls/export', {
      params: { courseId },
      query: {
        format: key === 'csv' ? 'csv' : 'xlsx',
        language: currentLanguage(),
        ...(key === 'all' ? {} : { lessonId }),
      },
    });
  return <ExportMenu choices={choices} onChoose={choose} />;
}

function useColumns(
  courseId: string,
  onShow: (shown: Shown) => void,
  onChanged: () => void,
): RecordColumn<StaffPoll>[] {
  const { t } = useTranslation();
  const { api } = useClassSession();
  return [
    { key: 'question', title: t('polls.desk.question'), render: (_, { question }) => <bdi>{question}</bdi> },
    {
      key: 'kind',
      title: t('polls.desk.kind'),
      width: 140,
      render: (_, { kind }) => t(`polls.kind.${kind}`),
    },
    {
      key: 'duration',
      title: t('polls.desk.duration'),
      width: 120,
      render: (_, { durationS }) =>
        durationS === null ? t('polls.form.openEnd') : t('polls.form.seconds', { count: durationS }),
    },
    {
      key: 'state',
      title: t('polls.desk.state'),
      width: 110,
      render: (_, { state }) => t(`polls.state.${state}`),
    },
    {
      key: 'answers',
      title: t('polls.desk.answers'),
      width: 100,
      render: (_, { state, answers }) =>
        state === 'prepared' ? null : <span className="figures">{answers}</span>,
    },
    {
      key: 'actions',
      title: t('polls.desk.actions'),
      width: 220,
      render: (_, poll) =>
        poll.state === 'prepared' ? (
          <div className="links__actions">
            <Button onClick={() => onShow({ kind: 'edit', poll })}>{t('polls.panel.edit')}</Button>
            <RemoveButton
              name={poll.question}
              onRemove={() =>
                api.request('DELETE /api/courses/:courseId/polls/:pollId', {
                  params: { courseId, pollId: poll.pollId },
                  query: { revision: poll.revision },
                })
              }
              onRemoved={onChanged}
            />
          </div>
        ) : (
          <Button onClick={() => onShow({ kind: 'results', poll })}>{t('polls.desk.results')}</Button>
        ),
    },
  ];
}
