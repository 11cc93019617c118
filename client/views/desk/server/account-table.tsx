import { Button, Dropdown, Table, type TableColumnsType } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import type { Place } from '../../../../src/contract/identity.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import './server.css';

/** A role with where it counts, for example `学习联络员 · 示例培训班 · 示例第一分课堂`. */
export function placeWords({ role, courseId, courseName, branchName }: Place, t: TFunction): string {
  const where = courseId === null ? t('identity.wholeServer') : courseName;
  return [t(`role.${role}`), where, branchName].filter((one) => one !== null).join(' · ');
}

/** Accounts with their roles, by name. */
export function AccountTable(props: {
  accounts: readonly Account[];
  /** The name of the account that looks. */
  self: string;
  loading: boolean;
  onRemove: (account: Account) => void;
  /** Ends an account's sessions, wherever they are. */
  onSignOut: (account: Account) => void;
  /** Takes away the second factor that somebody has lost. */
  onResetFactor: (account: Account) => void;
  /** Makes a link for a new password. */
  onPasswordLink: (account: Account) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { accounts, self, loading, onRemove, onSignOut, onResetFactor, onPasswordLink } = props;
  const columns: TableColumnsType<Account> = [
    {
      title: t('desk.name'),
      width: 200,
      render: (_, { name }) => (
        <>
          {name} {name === self ? <span className="quiet">({t('server.self')})</span> : null}
        </>
      ),
    },
    { title: t('server.roles'), render: (_, { places }) => <Places places={places} /> },
    {
      title: t('server.secondFactor'),
      width: 110,
      render: (_, { secondFactor }) =>
        secondFactor ? t('server.factorOn') : <span className="quiet">{t('server.factorOff')}</span>,
    },
    { title: t('server.since'), width: 150, render: (_, { createdAt }) => <Moment at={createdAt} day /> },
    {
      title: t('server.lastSeen'),
      width: 200,
      render: (_, { lastSeenAt }) =>
        lastSeenAt === null ? <span className="quiet">{t('server.never')}</span> : <Moment at={lastSeenAt} />,
    },
    {
      title: '',
      width: 340,
      render: (_, account) => (
        <span className="server__actions">
          <Button aria-label={`${t('server.signOut')} ${account.name}`} onClick={() => onSignOut(account)}>
            {t('server.signOut')}
          </Button>
          <Button
            danger
            aria-label={`${t('server.remove')} ${account.name}`}
            onClick={() => onRemove(account)}
          >
            {t('server.remove')}
          </Button>
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                {
                  key: 'passwordLink',
                  label: t('server.passwordLink'),
                  disabled: account.name === self,
                  onClick: () => onPasswordLink(account),
                },
                {
                  key: 'resetFactor',
                  label: t('server.resetFactor'),
                  disabled: !account.secondFactor || account.name === self,
                  onClick: () => onResetFactor(account),
                },
              ],
            }}
          >
            <Button aria-label={`${t('server.more')} ${account.name}`}>{t('server.more')}</Button>
          </Dropdown>
        </span>
      ),
    },
  ];
  return (
    <Table<Account>
      rowKey="id"
      columns={columns}
      dataSource={[...accounts]}
      loading={loading ? { delay: 300 } : false}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 1_180 }}
      locale={{ emptyText: t('server.noMatch') }}
    />
  );
}

function Places({ places }: { places: readonly Place[] }): ReactElement {
  const { t } = useTranslation();
  if (places.length === 0) return <span className="quiet">{t('server.noRole')}</span>;
  return (
    <ul className="server__places">
      {places.map((place) => (
        <li key={place.id}>{placeWords(place, t)}</li>
      ))}
    </ul>
  );
}

function Moment({ at, day = false }: { at: number; day?: boolean }): ReactElement {
  return (
    <span className="figures">
      {calendarDay(at, currentLanguage())} {day ? null : clockTime(at)}
    </span>
  );
}
