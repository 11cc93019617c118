import { Button, Drawer, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reflection } from '../../../../src/contract/reflection.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useAgain } from '../../../hooks/use-again.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { whenWords } from '../../common/when-words.ts';
import { CommentForm, CommentList } from '../../reflection/comments.tsx';
import type { RecordColumn } from '../records/column-choice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ErrorDialog } from '../records/parts.tsx';
import { FailedList, RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { useChange } from '../records/use-change.ts';
import { PolicyForm } from './policy-form.tsx';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

const pageSize = 20;
/** Milliseconds between two looks for what was handed in meanwhile: nobody waits for it. */
const againMs = 30_000;

/** Everything that was handed in: read, commented, chosen to be shown to all, exported. */
export function ReflectionList({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [openId, setOpenId] = useState<string | null>(null);
  const [settling, setSettling] = useState(false);
  const list = useRequest('GET /api/courses/:courseId/reflections', {
    params: { courseId },
    query: { offset: (page - 1) * pageSize, limit: pageSize },
  });
  useAgain(list.reload, againMs);
  const policy = useRequest('GET /api/courses/:courseId/reflection-policy', { params: { courseId } });
  const columns = useColumns({ courseId, onOpen: setOpenId, onChanged: list.reload });
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  if (policy.kind === 'failed') return <FailedList error={policy.error} onRetry={policy.reload} />;
  const found = list.kind === 'ready' ? list.data : null;
  const open = found?.reflections.find(({ traineeId }) => traineeId === openId);
  return (
    <div className="desk__section">
      <div className="records__head">
        <p className="quiet">
          {policy.kind === 'ready' && !policy.data.wanted ? t('reflection.desk.wantedNo') : null}
        </p>
        <div className="records__actions">
          <Button
            type={policy.kind === 'ready' && !policy.data.wanted ? 'primary' : 'default'}
            onClick={() => setSettling(true)}
          >
            {t('reflection.desk.policy')}
          </Button>
          <ExportReflections courseId={courseId} />
        </div>
      </div>
      {found?.total === 0 ? (
        <EmptyList text={t('reflection.desk.empty')} />
      ) : (
        <RecordTable<Reflection>
          columns={columns}
          rows={found?.reflections ?? null}
          rowKey={({ traineeId }) => traineeId}
          width={900}
          noMatch={t('reflection.desk.empty')}
          pages={{ page, size: pageSize, total: found?.total ?? 0, sort: null, onTurn: setPage }}
          onOpen={({ traineeId }) => setOpenId(traineeId)}
        />
      )}
      {open === undefined ? null : (
        <ReflectionPanel
          courseId={courseId}
          reflection={open}
          onClose={() => setOpenId(null)}
          onChanged={list.reload}
        />
      )}
      {settling && policy.kind === 'ready' ? (
        <PolicyForm
          courseId={courseId}
          policy={policy.data}
          onClose={() => setSettling(false)}
          onSaved={() => {
            setSettling(false);
            policy.reload();
          }}
        />
      ) : null}
    </div>
  );
}

function useColumns(props: {
  courseId: string;
  onOpen: (traineeId: string) => void;
  onChanged: () => void;
}): RecordColumn<Reflection>[] {
  const { t } = useTranslation();
  const { courseId, onOpen, onChanged } = props;
  const { roster } = useClassroom();
  const { classroom } = useClassSession();
  return [
    {
      key: 'name',
      title: t('reflection.desk.name'),
      render: (_, { traineeId, traineeName }) => (
        <RecordName name={traineeName} onOpen={() => onOpen(traineeId)} />
      ),
    },
    {
      key: 'branch',
      title: t('reflection.desk.branch'),
      render: (_, { branchId }) => <bdi>{roster?.branches.get(branchId ?? '')?.name}</bdi>,
    },
    {
      key: 'handedIn',
      title: t('reflection.desk.handedIn'),
      width: 170,
      render: (_, { handedInAt }) => (
        <span className="figures">{whenWords(handedInAt ?? 0, classroom.serverNow())}</span>
      ),
    },
    {
      key: 'length',
      title: t('reflection.desk.length'),
      width: 100,
      align: 'right',
      render: (_, { text }) => <span className="figures">{Array.from(text).length}</span>,
    },
    {
      key: 'comments',
      title: t('reflection.desk.comments'),
      width: 100,
      align: 'right',
      render: (_, { comments }) => <span className="figures">{comments.length}</span>,
    },
    {
      key: 'shown',
      title: t('reflection.desk.shown'),
      width: 130,
      render: (_, reflection) => (
        <ShownSwitch courseId={courseId} reflection={reflection} onChanged={onChanged} />
      ),
    },
  ];
}

function ShownSwitch(props: {
  courseId: string;
  reflection: Reflection;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, reflection, onChanged } = props;
  const { api } = useClassSession();
  const change = useChange();
  const { traineeId, traineeName, shown } = reflection;
  const show = (next: boolean): void =>
    void change
      .run(() =>
        api.request('PUT /api/courses/:courseId/reflections/:traineeId/shown', {
          params: { courseId, traineeId },
          body: { shown: next },
        }),
      )
      .then((done) => {
        if (done) onChanged();
      });
  return (
    // A click on it does not open the row.
    <span onClick={(event) => event.stopPropagation()}>
      <Switch
        aria-label={`${t('reflection.desk.shown')}: ${traineeName}`}
        checked={shown}
        loading={change.busy}
        onChange={show}
      />
      <ErrorDialog change={change} />
    </span>
  );
}

function ReflectionPanel(props: {
  courseId: string;
  reflection: Reflection;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, reflection, onClose, onChanged } = props;
  const { traineeId, traineeName, text, comments } = reflection;
  return (
    <Drawer open size={560} title={<bdi>{traineeName}</bdi>} onClose={onClose}>
      <div className="reflection">
        <label className="records__actions">
          <ShownSwitch courseId={courseId} reflection={reflection} onChanged={onChanged} />
          {t('reflection.desk.shown')}
        </label>
        <p className="reflection__text">
          <bdi>{text}</bdi>
        </p>
        <CommentList comments={comments} />
        <CommentForm courseId={courseId} traineeId={traineeId} onCommented={onChanged} />
      </div>
    </Drawer>
  );
}

function ExportReflections({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/reflections-export', {
      params: { courseId },
      query: { format: key === 'csv' ? 'csv' : 'xlsx', language: currentLanguage() },
    });
  const choices = [
    { key: 'xlsx', label: t('reflection.desk.xlsx') },
    { key: 'csv', label: t('reflection.desk.csv') },
  ] as const;
  return <ExportMenu choices={choices} onChoose={choose} />;
}
