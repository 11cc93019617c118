import {
  Alert,
  Button,
  Dropdown,
  Input,
  Segmented,
  Select,
  Switch,
  Table,
  type TableColumnsType,
} from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { QuestionFilter, QuestionSettings, StaffQuestion } from '../../../../src/contract/questions.ts';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { AskerList } from '../../questions/asker-list.tsx';
import { questionFilters } from '../../questions/filters.ts';
import { handleQuestion, handlesOf, useHandleWords, type Handle } from '../../questions/handles.ts';
import { useQuestionWords } from '../../questions/question-words.tsx';
import { TextDialog, type Writing } from '../../questions/text-dialog.tsx';
import { useStaffQuestions } from '../../questions/use-question-lists.ts';
import { useQuestionActions, type QuestionActions } from '../../questions/use-question-actions.ts';
import { ListHead } from '../records/parts.tsx';
import '../../questions/questions.css';
import '../records/records.css';
import './questions-desk.css';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

/** The questions of the lesson that the desk looks at: found, handled, and exported. */
export function QuestionsView(props: {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
  onLesson: (lessonId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessons, lessonId, onLesson } = props;
  const [filter, setFilter] = useState<QuestionFilter>('all');
  const [search, setSearch] = useState('');
  const list = useStaffQuestions(filter, search);
  const actions = useQuestionActions();
  const [writing, setWriting] = useState<{ question: StaffQuestion; writing: Writing } | null>(null);
  const columns = useColumns(actions, list.data?.settings.approval === true, (question, what) => {
    actions.clear();
    setWriting({ question, writing: what });
  });
  const { counts } = list.data ?? {};
  const filters = ['all' as const, ...questionFilters].map((one) => ({
    value: one,
    label:
      one === 'all' || counts === undefined
        ? t(`questions.filter.${one}`)
        : `${t(`questions.filter.${one}`)} ${counts[one]}`,
  }));
  const error = list.error ?? (writing === null ? actions.error : null);
  if (lessons.length === 0) return <p className="quiet">{t('questions.waitLesson')}</p>;
  return (
    <section className="desk__section records">
      <ListHead title={t('questions.title')}>
        <Select
          className="question-desk__lesson"
          aria-label={t('questions.lesson')}
          value={lessonId}
          options={lessons.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={onLesson}
        />
        <ExportQuestions courseId={courseId} lessonId={lessonId} />
      </ListHead>
      {list.data === null ? null : <Settings settings={list.data.settings} actions={actions} />}
      <div className="question-desk__filters">
        <Segmented<QuestionFilter> value={filter} options={filters} onChange={setFilter} />
        <Input.Search
          allowClear
          className="records__search"
          placeholder={t('questions.search')}
          aria-label={t('questions.search')}
          onSearch={setSearch}
        />
      </div>
      {error === null ? null : (
        <Alert type="error" showIcon role="alert" title={<ErrorText error={error} />} />
      )}
      <Table
        rowKey="questionId"
        columns={columns}
        dataSource={list.data?.questions ?? []}
        loading={list.data === null && list.error === null ? { delay: 300 } : false}
        pagination={false}
        scroll={{ x: 1080 }}
        locale={{ emptyText: t(`questions.empty.${filter}`) }}
      />
      {list.more ? <Button onClick={list.showMore}>{t('questions.more')}</Button> : null}
      {writing === null ? null : (
        <TextDialog {...writing} actions={actions} onClose={() => setWriting(null)} />
      )}
    </section>
  );
}

function ExportQuestions({
  courseId,
  lessonId,
}: {
  courseId: string;
  lessonId: string | null;
}): ReactElement {
  const { t } = useTranslation();
  const choices = [
    { key: 'xlsx', label: t('records.exportXlsx') },
    { key: 'csv', label: t('records.exportCsv') },
    { key: 'course', label: t('records.exportAll') },
  ] as const;
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/questions/export', {
      params: { courseId },
      query: {
        format: key === 'csv' ? 'csv' : 'xlsx',
        language: currentLanguage(),
        ...(key === 'course' || lessonId === null ? {} : { lessonId }),
      },
    });
  return <ExportMenu choices={choices} onChoose={choose} />;
}

const switches = [
  ['throughLiaison', 'questions.settingThroughLiaison'],
  ['approval', 'questions.settingApproval'],
  ['hideNames', 'questions.settingHideNames'],
] as const;

function Settings(props: { settings: QuestionSettings; actions: QuestionActions }): ReactElement {
  const { t } = useTranslation();
  const { settings, actions } = props;
  return (
    <fieldset className="question-desk__settings">
      <legend className="only-spoken">{t('questions.settings')}</legend>
      {switches.map(([field, label]) => (
        <label key={field}>
          <Switch
            checked={settings[field]}
            loading={actions.busy}
            aria-label={t(label)}
            onChange={(on) => void actions.run('question.configure', { [field]: on })}
          />
          {t(label)}
        </label>
      ))}
    </fieldset>
  );
}

function useColumns(
  actions: QuestionActions,
  approval: boolean,
  onWrite: (question: StaffQuestion, writing: Writing) => void,
): TableColumnsType<StaffQuestion> {
  const { t } = useTranslation();
  const words = useQuestionWords();
  return [
    {
      title: t('questions.question'),
      render: (_, question) => (
        <div className="question-desk__question">
          <bdi>{question.text}</bdi>
          <AskerList question={question} />
          <Outcome question={question} />
        </div>
      ),
    },
    {
      title: t('questions.askers'),
      width: 210,
      render: (_, { askers: [first], askerCount, askedAt }) => (
        <>
          {first === undefined ? null : <bdi>{words.asker(first)}</bdi>}
          {askerCount > 1 ? (
            <p className="quiet">{t('questions.moreAskers', { count: askerCount - 1 })}</p>
          ) : null}
          <p className="quiet figures">
            {calendarDay(askedAt, currentLanguage())} {clockTime(askedAt)}
          </p>
        </>
      ),
    },
    {
      title: t('questions.interest'),
      width: 130,
      render: (_, question) => <span className="figures">{words.interest(question)}</span>,
    },
    {
      title: t('questions.stateColumn'),
      width: 140,
      render: (_, { state, carriedFrom, approved }) => (
        <>
          {t(state === 'open' ? 'questions.filter.open' : `questions.stateStaff.${state}`)}
          {approval && !approved && state === 'open' ? (
            <p className="question-desk__attention">{t('questions.needsApproval')}</p>
          ) : null}
          {carriedFrom === null ? null : (
            <p className="quiet">{t('questions.carriedFrom', { lesson: carriedFrom })}</p>
          )}
        </>
      ),
    },
    {
      title: t('questions.actions'),
      width: 300,
      render: (_, question) => (
        <RowActions question={question} approval={approval} actions={actions} onWrite={onWrite} />
      ),
    },
  ];
}

function Outcome({ question }: { question: StaffQuestion }): ReactElement | null {
  const { t } = useTranslation();
  const { answer, reason, settledBy, state } = question;
  if (state !== 'answered' && state !== 'dismissed') return null;
  const said = answer ?? reason;
  return (
    <div className="question-desk__outcome">
      {said === null ? null : <bdi>{said}</bdi>}
      {settledBy === null ? null : <p className="quiet">{t('questions.handledBy', { name: settledBy })}</p>}
    </div>
  );
}

function RowActions(props: {
  question: StaffQuestion;
  approval: boolean;
  actions: QuestionActions;
  onWrite: (question: StaffQuestion, writing: Writing) => void;
}): ReactElement {
  const { t } = useTranslation();
  const handleWords = useHandleWords();
  const { shown } = useClassroom();
  const { question, approval, actions, onWrite } = props;
  const { questionId } = question;
  const isShown = shown?.kind === 'question' && shown.questionId === questionId;
  const [first, ...rest] = handlesOf(question, approval);
  const handle = (what: Exclude<Handle, 'show'>): void => {
    if (what === 'answer' || what === 'dismiss' || what === 'edit') onWrite(question, what);
    else handleQuestion(actions, questionId, what);
  };
  return (
    <div className="question-desk__actions">
      {question.state === 'dismissed' ? null : (
        <Button
          type={isShown ? 'primary' : 'default'}
          onClick={() => void actions.run('question.show', { questionId: isShown ? null : questionId })}
        >
          {t(isShown ? 'questions.takeOffShort' : 'questions.showShort')}
        </Button>
      )}
      {first === undefined ? null : <Button onClick={() => handle(first)}>{handleWords(first)}</Button>}
      {rest.length === 0 ? null : (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map((one) => ({ key: one, label: handleWords(one) })),
            onClick: ({ key }) => {
              const what = rest.find((one) => one === key);
              if (what !== undefined) handle(what);
            },
          }}
        >
          <Button aria-label={t('questions.actions')}>···</Button>
        </Dropdown>
      )}
    </div>
  );
}
