import { Button, Input, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import type { PasswordLink } from '../../../../src/contract/password-link.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { useProof } from '../../identity/use-proof.tsx';
import { CopyButton } from '../links/copy-button.tsx';
import { useAction } from '../links/use-action.ts';

/** Makes the link by which somebody who has forgotten the password sets a new one, and shows it this one time. */
export function PasswordLinkDialog({
  account,
  onClose,
}: {
  account: Account;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { prove, proofDialog } = useProof(api);
  const [link, setLink] = useState<PasswordLink | null>(null);
  const params = { accountId: account.id };
  const make = async (): Promise<void> =>
    setLink(
      await prove(() => api.request('POST /api/accounts/:accountId/password-links', { params, body: {} })),
    );
  return (
    <Modal
      open
      title={t('server.passwordLinkTitle', { name: account.name })}
      footer={
        link === null ? (
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" loading={busy} onClick={() => run(make, () => undefined)}>
              {t('server.make')}
            </Button>
          </>
        ) : null
      }
      onCancel={onClose}
    >
      {link === null ? (
        <p className="server__text">{t('server.passwordLinkText')}</p>
      ) : (
        <MadeLink link={link} />
      )}
      {error === null ? null : <ErrorText error={error} />}
      {proofDialog}
    </Modal>
  );
}

function MadeLink({ link: { path, expiresAt } }: { link: PasswordLink }): ReactElement {
  const { t } = useTranslation();
  const address = `${location.origin}${path}`;
  return (
    <div className="server__link">
      <p>{t('server.passwordLinkMade', { time: clockTime(expiresAt) })}</p>
      <Input
        readOnly
        value={address}
        aria-label={t('desk.link')}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={address} />
    </div>
  );
}
