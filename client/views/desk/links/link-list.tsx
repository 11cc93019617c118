import { Button, Dropdown, Select } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import { roles, type Role } from '../../../../src/contract/roles.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { matches, SearchBox } from '../records/filters.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { BranchLinksDialog } from './branch-links-dialog.tsx';
import { ChangeLinkDialog } from './change-link-dialog.tsx';
import { CopyButton } from './copy-button.tsx';
import { EndLinkDialog } from './end-link-dialog.tsx';
import { addressOf, stateOf, stateWord } from './link-words.ts';
import { NewLinkDialog } from './new-link-dialog.tsx';
import { QrDialog } from './qr-dialog.tsx';

/** Milliseconds between two looks at what has expired. */
const minute = 60_000;

/** What the organiser is doing to the links. */
type Task =
  | { kind: 'create' }
  | { kind: 'createAll' }
  | { kind: 'qr' | 'change' | 'renew' | 'withdraw'; link: Invitation };

/** Every link of the course, by role: copy it, show its QR code, replace it, withdraw it. */
export function LinkList({ courseId, onSheet }: { courseId: string; onSheet: () => void }): ReactElement {
  const { t } = useTranslation();
  const [role, setRole] = useState<Role | 'all'>('lecturer');
  const [text, setText] = useState('');
  const [task, setTask] = useState<Task | null>(null);
  const links = useRequest('GET /api/courses/:courseId/invitations', {
    params: { courseId },
    query: role === 'all' ? {} : { role },
  });
  const rows = links.kind === 'ready' ? links.data.invitations : null;
  const columns = useColumns(setTask);
  if (links.kind === 'failed') return <FailedList error={links.error} onRetry={links.reload} />;
  return (
    <div className="desk__section records">
      <RecordTable
        name="links"
        columns={columns}
        rows={rows?.filter(({ label, code }) => matches(text, [label, code])) ?? null}
        rowKey={({ id }) => id}
        width={1040}
        noMatch={t('desk.noLinks')}
        actions={
          <>
            <Button onClick={onSheet}>{t('identity.links.sheet')}</Button>
            <Button onClick={() => setTask({ kind: 'createAll' })}>{t('identity.links.createAll')}</Button>
            <Button type="primary" onClick={() => setTask({ kind: 'create' })}>
              {t('identity.links.create')}
            </Button>
          </>
        }
        filters={
          <>
            <SearchBox label={t('desk.search')} value={text} onChange={setText} />
            <Select<Role | 'all'>
              className="records__select"
              aria-label={t('desk.role')}
              value={role}
              options={[
                ...roles.map((one) => ({ value: one, label: t(`role.${one}`) })),
                { value: 'all' as const, label: t('desk.filterAll') },
              ]}
              onChange={setRole}
            />
          </>
        }
      />
      <TaskDialog
        courseId={courseId}
        task={task}
        onShow={(link) => {
          setRole(link.role);
          setTask({ kind: 'qr', link });
        }}
        onClose={() => setTask(null)}
        onChanged={links.reload}
      />
    </div>
  );
}

function TaskDialog(props: {
  courseId: string;
  task: Task | null;
  /** A link was made: here it is. */
  onShow: (link: Invitation) => void;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement | null {
  const { courseId, task, onShow, onClose, onChanged } = props;
  const made = (link: Invitation): void => {
    onChanged();
    onShow(link);
  };
  if (task === null) return null;
  switch (task.kind) {
    case 'create':
      return <NewLinkDialog courseId={courseId} onMade={made} onClose={onClose} />;
    case 'createAll':
      return <BranchLinksDialog courseId={courseId} onChanged={onChanged} onClose={onClose} />;
    case 'qr':
      return <QrDialog invitation={task.link} onClose={onClose} />;
    case 'change':
      return (
        <ChangeLinkDialog courseId={courseId} link={task.link} onChanged={onChanged} onClose={onClose} />
      );
    case 'renew':
    case 'withdraw':
      return (
        <EndLinkDialog
          courseId={courseId}
          link={task.link}
          kind={task.kind}
          onRenewed={made}
          onChanged={onChanged}
          onClose={onClose}
        />
      );
  }
}

function useColumns(onTask: (task: Task) => void): RecordColumn<Invitation>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: 'name',
        always: true,
        title: t('desk.name'),
        sorter: (a, b) => a.label.localeCompare(b.label, 'zh-CN'),
        render: (_, one) => (
          <>
            {one.label}
            {one.role === 'trainee' && one.traineeId === null ? (
              <div className="quiet">{t('identity.links.traineeEntry')}</div>
            ) : null}
          </>
        ),
      },
      { key: 'role', title: t('desk.role'), width: 120, render: (_, one) => t(`role.${one.role}`) },
      {
        key: 'code',
        title: t('identity.links.code'),
        width: 130,
        render: (_, one) => <span className="links__code figures">{one.code}</span>,
      },
      {
        key: 'state',
        title: t('identity.links.state'),
        width: 190,
        render: (_, one) => <StateCell link={one} />,
      },
      {
        key: 'devices',
        title: t('identity.links.devices'),
        width: 176,
        sorter: (a, b) => a.sessions - b.sessions,
        render: (_, one) => <span className="figures">{one.sessions}</span>,
      },
      {
        key: 'link',
        always: true,
        title: t('desk.link'),
        width: 280,
        render: (_, one) => (one.revokedAt === null ? <LinkActions link={one} onTask={onTask} /> : null),
      },
    ],
    [t, onTask],
  );
}

function StateCell({ link }: { link: Invitation }): ReactElement {
  const { t } = useTranslation();
  const state = stateOf(link, useClock(minute));
  const { expiresAt, usesLeft } = link;
  return (
    <>
      <span className="signal">
        <span className={`dot dot--${state === 'open' ? 'good' : 'none'}`} />
        {stateWord(state, t)}
      </span>
      {state !== 'open' ? null : (
        <div className="quiet figures">
          {expiresAt === null
            ? t('desk.noExpiry')
            : `${calendarDay(expiresAt, currentLanguage())} ${clockTime(expiresAt)}`}
          {usesLeft === null ? '' : ` · ${t('identity.links.usesLeft', { count: usesLeft })}`}
        </div>
      )}
    </>
  );
}

function LinkActions({ link, onTask }: { link: Invitation; onTask: (task: Task) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="links__actions">
      <CopyButton text={addressOf(link)} onRefused={() => onTask({ kind: 'qr', link })} />
      <Button onClick={() => onTask({ kind: 'qr', link })}>{t('desk.qr')}</Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'open',
              label: (
                <a href={link.path} target="_blank" rel="noreferrer">
                  {t('desk.openHere')}
                </a>
              ),
            },
            { key: 'change', label: t('identity.links.change') },
            { key: 'renew', label: t('identity.links.renew') },
            { key: 'withdraw', label: t('identity.links.withdraw'), danger: true },
          ],
          onClick: ({ key }) => {
            if (key === 'change' || key === 'renew' || key === 'withdraw') onTask({ kind: key, link });
          },
        }}
      >
        <Button aria-label={`${t('identity.links.more')} ${link.label}`}>{t('identity.links.more')}</Button>
      </Dropdown>
    </span>
  );
}
