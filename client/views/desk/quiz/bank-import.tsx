import { Alert, Button, Result, Segmented, Table, Upload } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuestionImportRow, QuestionImportView } from '../../../../src/contract/bank.ts';
import { limits } from '../../../../src/contract/limits.ts';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { RefusedFile } from '../import/refused-file.tsx';
import { ChangeError, ErrorDialog, ListHead, useDownload } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { useQuestionProblem } from './problem-words.ts';

const pageSize = 50;
const states = ['all', 'problem', 'create', 'same'] as const;

/** From a file to questions: choose it, look at what would become of each, confirm. */
export function BankImport(props: {
  courseId: string;
  onBack: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, onBack, onChanged } = props;
  const { api } = useClassSession();
  const change = useChange();
  const download = useDownload();
  const [view, setView] = useState<QuestionImportView | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const read = (file: File): void => {
    setTooLarge(file.size > quizLimits.importBytes);
    if (file.size > quizLimits.importBytes) return;
    const query = { fileName: file.name.slice(0, limits.nameLength) };
    void change.run(async () =>
      setView(
        await api.upload('POST /api/courses/:courseId/bank/imports', { params: { courseId }, query }, file),
      ),
    );
  };
  const error = tooLarge ? 'tooLarge' : change.error;
  if (view?.confirmed === true) {
    const back = (
      <Button type="primary" onClick={onBack}>
        {t('records.imports.back')}
      </Button>
    );
    return (
      <Result
        status="success"
        title={t('quizDesk.imports.done', { count: view.counts.create })}
        extra={back}
      />
    );
  }
  return (
    <section className="desk__section records import">
      <ListHead title={t('quizDesk.imports.title')}>
        <Button onClick={onBack}>{t('records.imports.back')}</Button>
      </ListHead>
      {view === null ? (
        <>
          {error === null ? null : (
            <Alert type="error" showIcon role="alert" title={<RefusedFile error={error} />} />
          )}
          <div className="import__template card">
            <div>
              <h2>{t('records.imports.templateTitle')}</h2>
              <p className="quiet">{t('quizDesk.imports.templateText')}</p>
            </div>
            <Button
              loading={download.busy}
              onClick={() =>
                download.save('GET /api/courses/:courseId/bank/template', {
                  params: { courseId },
                  query: { language: currentLanguage() },
                })
              }
            >
              {t('records.imports.template')}
            </Button>
          </div>
          <Upload.Dragger
            className="import__drop"
            accept=".xlsx,.txt,.gift"
            maxCount={1}
            disabled={change.busy}
            showUploadList={false}
            beforeUpload={(file) => {
              read(file);
              return false;
            }}
          >
            <p>
              <strong>{change.busy ? t('records.imports.reading') : t('records.imports.drop')}</strong>
            </p>
            <p className="quiet">{t('quizDesk.imports.formats')}</p>
          </Upload.Dragger>
          <ErrorDialog change={download} />
        </>
      ) : (
        <Check
          courseId={courseId}
          view={view}
          onAgain={() => setView(null)}
          onDone={(done) => {
            setView(done);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function Check(props: {
  courseId: string;
  view: QuestionImportView;
  onAgain: () => void;
  onDone: (view: QuestionImportView) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, view, onAgain, onDone } = props;
  const { api } = useClassSession();
  const change = useChange();
  const { create, problem } = view.counts;
  const confirm = (): void =>
    void change.run(async () =>
      onDone(
        await api.request('POST /api/courses/:courseId/bank/imports/:importId/confirm', {
          params: { courseId, importId: view.id },
          body: { skipProblems: problem > 0 },
        }),
      ),
    );
  return (
    <>
      <ChangeError change={change} />
      <Alert
        type={problem > 0 ? 'warning' : 'success'}
        showIcon
        title={
          problem > 0
            ? t('quizDesk.imports.problems', { count: problem })
            : t(create > 0 ? 'quizDesk.imports.clean' : 'quizDesk.imports.known')
        }
      />
      <Rows courseId={courseId} view={view} />
      <div className="import__bar">
        <Button onClick={onAgain}>{t('records.imports.again')}</Button>
        <Button type="primary" size="large" disabled={create === 0} loading={change.busy} onClick={confirm}>
          {create === 0 ? t('records.imports.nothing') : t('quizDesk.imports.confirm', { count: create })}
        </Button>
      </div>
    </>
  );
}

function Rows({ courseId, view }: { courseId: string; view: QuestionImportView }): ReactElement {
  const { t } = useTranslation();
  const words = useQuestionProblem();
  const [state, setState] = useState<(typeof states)[number]>(view.counts.problem > 0 ? 'problem' : 'all');
  const [page, setPage] = useState(1);
  const found = useRequest('GET /api/courses/:courseId/bank/imports/:importId/rows', {
    params: { courseId, importId: view.id },
    query: { ...(state === 'all' ? {} : { state }), offset: (page - 1) * pageSize, limit: pageSize },
  });
  const all = view.counts.create + view.counts.same + view.counts.problem;
  return (
    <>
      <Segmented
        className="import__states"
        value={state}
        options={states.map((one) => ({
          value: one,
          label: `${t(`quizDesk.imports.${one}`)} ${one === 'all' ? all : view.counts[one]}`,
        }))}
        onChange={(one) => {
          setState(one);
          setPage(1);
        }}
      />
      <Table<QuestionImportRow>
        rowKey="row"
        size="small"
        dataSource={found.kind === 'ready' ? found.data.rows : []}
        loading={found.kind === 'loading' ? { delay: 300 } : false}
        scroll={{ x: 320 }}
        pagination={{
          current: page,
          pageSize,
          total: found.kind === 'ready' ? found.data.total : 0,
          hideOnSinglePage: true,
          showSizeChanger: false,
          onChange: setPage,
        }}
        columns={[
          { title: t('quizDesk.imports.row'), dataIndex: 'row', width: 72, align: 'right' },
          {
            title: t('records.imports.state'),
            width: 120,
            // A phone has room for the question and what is wrong with it.
            responsive: ['md'],
            render: (_, row) => t(`quizDesk.imports.${row.state}`),
          },
          {
            title: t('quizDesk.kindLabel'),
            width: 110,
            responsive: ['md'],
            render: (_, { draft }) => (draft === null ? '' : t(`quizDesk.kind.${draft.content.kind}`)),
          },
          {
            title: t('quizDesk.question'),
            onCell: (row) => ({ className: row.state === 'problem' ? 'import__cell--problem' : '' }),
            render: (_, { draft, source, problems }) => (
              <>
                <bdi>{draft?.text ?? source}</bdi>
                {problems.map((problem) => (
                  <div key={problem.field} className="import__problem">
                    {words(problem)}
                  </div>
                ))}
              </>
            ),
          },
        ]}
      />
    </>
  );
}
