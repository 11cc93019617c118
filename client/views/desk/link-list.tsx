import { Button, Input, Modal, Select, Table, type TableColumnsType } from 'antd';
import QRCode from 'qrcode';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../src/contract/course.ts';
import { roles, type Role } from '../../../src/contract/roles.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ErrorText, Notice } from '../common/notice.tsx';
import { calendarDay, clockTime } from '../common/time.ts';

function address(invitation: Invitation): string {
  return `${location.origin}${invitation.path}`;
}

/** Every way into the course, by role: copy it, show its QR code, or open it here. */
export function LinkList({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [role, setRole] = useState<Role | 'all'>('lecturer');
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Invitation | null>(null);
  const links = useRequest('GET /api/courses/:courseId/invitations', {
    params: { courseId },
    query: role === 'all' ? {} : { role },
  });
  const all = links.kind === 'ready' ? links.data.invitations : [];
  const wanted = text.trim().toLowerCase();
  const rows = all.filter((one) => one.label.toLowerCase().includes(wanted));
  const columns = useColumns(setShown);
  if (links.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={links.reload}>{t('common.retry')}</Button>}>
        <ErrorText error={links.error} />
      </Notice>
    );
  }
  return (
    <section className="desk__section">
      <h1>{t('desk.links')}</h1>
      <div className="rooms__filter">
        <Input
          allowClear
          className="rooms__search"
          placeholder={t('desk.search')}
          aria-label={t('desk.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select<Role | 'all'>
          className="links__role"
          aria-label={t('desk.role')}
          value={role}
          options={[
            ...roles.map((one) => ({ value: one, label: t(`role.${one}`) })),
            { value: 'all' as const, label: t('desk.filterAll') },
          ]}
          onChange={setRole}
        />
      </div>
      <Table
        rowKey="id"
        columns={columns}
        dataSource={rows}
        loading={links.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 760 }}
        locale={{ emptyText: t('desk.noLinks') }}
      />
      {shown === null ? null : <QrDialog invitation={shown} onClose={() => setShown(null)} />}
    </section>
  );
}

function useColumns(onShow: (invitation: Invitation) => void): TableColumnsType<Invitation> {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { title: t('desk.name'), dataIndex: 'label' },
      { title: t('desk.role'), width: 150, render: (_, one) => t(`role.${one.role}`) },
      {
        title: t('desk.expires'),
        width: 180,
        render: (_, one) => (
          <span className="figures">
            {one.revokedAt !== null
              ? t('desk.revoked')
              : one.expiresAt === null
                ? t('desk.noExpiry')
                : `${calendarDay(one.expiresAt, currentLanguage())} ${clockTime(one.expiresAt)}`}
          </span>
        ),
      },
      {
        title: t('desk.link'),
        width: 330,
        render: (_, one) =>
          one.revokedAt === null ? (
            <span className="links__actions">
              <CopyButton text={address(one)} onRefused={() => onShow(one)} />
              <Button onClick={() => onShow(one)}>{t('desk.qr')}</Button>
              <Button type="link" href={one.path} target="_blank" rel="noreferrer">
                {t('desk.openHere')}
              </Button>
            </span>
          ) : null,
      },
    ],
    [t, onShow],
  );
}

/** Browsers copy on secure pages only; elsewhere the link is shown for copying by hand. */
function CopyButton({ text, onRefused }: { text: string; onRefused?: () => void }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      onRefused?.();
    }
  };
  return (
    <Button onClick={() => void copy()} aria-live="polite">
      {copied ? t('desk.copied') : t('desk.copy')}
    </Button>
  );
}

/** Draws when it is mounted: a dialog's content appears later than the dialog. */
function QrPicture({ link }: { link: string }): ReactElement {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    // The link is short enough for any QR version; a failure would leave the link itself, which is shown below.
    QRCode.toCanvas(canvas.current, link, { width: 280, margin: 2 }).catch(() => undefined);
  }, [link]);
  return <canvas ref={canvas} width={280} height={280} role="img" aria-label={t('desk.qr')} />;
}

function QrDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const link = address(invitation);
  return (
    <Modal open title={invitation.label} footer={null} onCancel={onClose}>
      <div className="qr">
        <QrPicture link={link} />
        <p className="quiet">{t('desk.qrText')}</p>
        <Input readOnly value={link} aria-label={t('desk.link')} onFocus={(event) => event.target.select()} />
        <CopyButton text={link} />
      </div>
    </Modal>
  );
}
