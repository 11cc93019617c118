import { Input, Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import { CopyButton } from './copy-button.tsx';
import { addressOf } from './link-words.ts';
import { QrCode } from './qr-code.tsx';

/** One link large: to be scanned, typed or copied. */
export function QrDialog({
  invitation,
  note,
  onClose,
}: {
  invitation: Invitation;
  /** What else has to be known about it. */
  note?: string;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const link = addressOf(invitation);
  return (
    <Modal open title={invitation.label} footer={null} onCancel={onClose}>
      <div className="qr">
        <QrCode link={link} label={t('desk.qr')} size="280px" />
        <p className="links__large-code figures">{invitation.code}</p>
        <p className="quiet">{note ?? t('desk.qrText')}</p>
        <Input readOnly value={link} aria-label={t('desk.link')} onFocus={(event) => event.target.select()} />
        <CopyButton text={link} />
      </div>
    </Modal>
  );
}
