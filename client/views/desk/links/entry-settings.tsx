import { Alert, Button, Form, Input, Radio } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntrySettings, NumberPart } from '../../../../src/contract/entry.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClock } from '../../../hooks/use-clock.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { QrCode } from './qr-code.tsx';
import { addressOf, stateOf } from './link-words.ts';
import { useAction } from './use-action.ts';

const parts: readonly NumberPart[] = ['whole', 'last6', 'last4'];

/** How trainees identify themselves, and the one code that all of them can share. */
export function EntrySettingsForm({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const settings = useRequest('GET /api/courses/:courseId/entry', { params: { courseId } });
  if (settings.kind === 'failed') {
    return (
      <Notice
        title={t('error.title')}
        actions={<Button onClick={settings.reload}>{t('common.retry')}</Button>}
      >
        <ErrorText error={settings.error} />
      </Notice>
    );
  }
  return (
    <div className="links__entry">
      {settings.kind === 'ready' ? (
        <SettingsForm key={courseId} courseId={courseId} initial={settings.data} />
      ) : null}
      <CourseEntry courseId={courseId} />
    </div>
  );
}

function SettingsForm({ courseId, initial }: { courseId: string; initial: EntrySettings }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const [value, setValue] = useState(initial);
  const [saved, setSaved] = useState(false);
  const change = (part: Partial<EntrySettings>): void => {
    setSaved(false);
    setValue({ ...value, ...part });
  };
  const save = (): void =>
    run(
      () => api.request('PUT /api/courses/:courseId/entry', { params: { courseId }, body: value }),
      () => setSaved(true),
    );
  return (
    <Form layout="vertical" className="card links__card">
      <p>{t('identity.links.entryText')}</p>
      <Form.Item label={t('identity.links.numberPart')}>
        <Radio.Group
          value={value.numberPart}
          options={parts.map((part) => ({ value: part, label: t(`identity.links.parts.${part}`) }))}
          onChange={({ target }) => {
            const part = parts.find((one) => one === target.value);
            if (part !== undefined) change({ numberPart: part });
          }}
        />
      </Form.Item>
      <Form.Item label={t('identity.links.numberLabel')} extra={t('identity.links.numberLabelHint')}>
        <Input
          aria-label={t('identity.links.numberLabel')}
          maxLength={60}
          value={value.numberLabel}
          onChange={(event) => change({ numberLabel: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('identity.links.help')} extra={t('identity.links.helpHint')}>
        <Input
          aria-label={t('identity.links.help')}
          maxLength={200}
          value={value.help}
          onChange={(event) => change({ help: event.target.value })}
        />
      </Form.Item>
      {error === null ? null : <ErrorText error={error} />}
      <div className="links__actions">
        <Button type="primary" loading={busy} onClick={save}>
          {t('identity.links.save')}
        </Button>
        <span role="status">{saved ? t('identity.links.done') : null}</span>
      </div>
    </Form>
  );
}

/** The newest open code of the whole course. */
function CourseEntry({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const links = useRequest('GET /api/courses/:courseId/invitations', {
    params: { courseId },
    query: { role: 'trainee' },
  });
  const now = useClock(60_000);
  const open = links.kind === 'ready' ? links.data.invitations : [];
  const entry = open.find(
    (one) => one.traineeId === null && one.branchId === null && stateOf(one, now) === 'open',
  );
  const create = (): void => {
    const body = { role: 'trainee' as const, label: t('identity.links.courseEntry') };
    run(
      () => api.request('POST /api/courses/:courseId/invitations', { params: { courseId }, body }),
      links.reload,
    );
  };
  return (
    <section className="card links__card">
      <h2>{t('identity.links.courseEntry')}</h2>
      <p className="quiet">{t('identity.links.courseEntryText')}</p>
      {entry === undefined ? (
        <Button loading={busy || links.kind === 'loading'} onClick={create}>
          {t('identity.links.createEntry')}
        </Button>
      ) : (
        <div className="qr">
          <QrCode link={addressOf(entry)} label={t('desk.qr')} size="220px" />
          <p className="links__large-code figures">{entry.code}</p>
        </div>
      )}
      {error === null ? null : <Alert type="error" title={<ErrorText error={error} />} />}
    </section>
  );
}
