import { Button, Modal, Table, type TableColumnsType } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import type { Place } from '../../../../src/contract/identity.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { useAction } from './use-action.ts';

interface Row {
  key: string;
  account: Account;
  place: Place;
}

/** Who signs in with a password and has a role in the course; one row for each role. */
export function AccountList({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const accounts = useRequest('GET /api/courses/:courseId/accounts', { params: { courseId } });
  const [removing, setRemoving] = useState<Row | null>(null);
  const columns = useColumns(setRemoving);
  if (accounts.kind === 'failed') {
    return (
      <Notice
        title={t('error.title')}
        actions={<Button onClick={accounts.reload}>{t('common.retry')}</Button>}
      >
        <ErrorText error={accounts.error} />
      </Notice>
    );
  }
  const list = accounts.kind === 'ready' ? accounts.data.accounts : [];
  const rows = list.flatMap((account) => account.places.map((place) => ({ key: place.id, account, place })));
  return (
    <div className="desk__section">
      <p className="quiet">{t('identity.links.accountsText')}</p>
      <Table
        columns={columns}
        dataSource={rows}
        loading={accounts.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 700 }}
        locale={{ emptyText: t('identity.links.noAccounts') }}
      />
      {removing === null ? null : (
        <RemoveDialog
          courseId={courseId}
          row={removing}
          onClose={() => setRemoving(null)}
          onChanged={accounts.reload}
        />
      )}
    </div>
  );
}

function useColumns(onRemove: (row: Row) => void): TableColumnsType<Row> {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { title: t('desk.name'), render: (_, { account }) => account.name },
      {
        title: t('desk.role'),
        width: 240,
        render: (_, { place }) =>
          `${t(`role.${place.role}`)}${place.branchName === null ? '' : ` · ${place.branchName}`}`,
      },
      {
        title: t('identity.links.lastSeen'),
        width: 200,
        render: (_, { account: { lastSeenAt } }) => (
          <span className="figures">
            {lastSeenAt === null
              ? '–'
              : `${calendarDay(lastSeenAt, currentLanguage())} ${clockTime(lastSeenAt)}`}
          </span>
        ),
      },
      {
        title: '',
        width: 120,
        render: (_, row) => (
          <Button
            danger
            aria-label={`${t('identity.links.remove')} ${row.account.name}`}
            onClick={() => onRemove(row)}
          >
            {t('identity.links.remove')}
          </Button>
        ),
      },
    ],
    [t, onRemove],
  );
}

function RemoveDialog(props: {
  courseId: string;
  row: Row;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { courseId, row, onClose, onChanged } = props;
  const remove = (): void =>
    run(
      () =>
        api.request('DELETE /api/courses/:courseId/places/:placeId', {
          params: { courseId, placeId: row.place.id },
        }),
      () => {
        onChanged();
        onClose();
      },
    );
  return (
    <Modal
      open
      title={t('identity.links.removeTitle', { name: row.account.name, role: t(`role.${row.place.role}`) })}
      okText={t('identity.links.remove')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={remove}
      onCancel={onClose}
    >
      <p>{t('identity.links.removeText')}</p>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
