import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../src/contract/attendance-limits.ts';
import { QrCode } from '../desk/links/qr-code.tsx';
import type { SignInCode } from './use-sign-in-code.ts';
import '../../i18n/attendance-code.ts';
import './code.css';

/** The code as large as its place; a word instead while the newest one has run out. */
export function CodePicture({ code, label }: { code: SignInCode['code']; label: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="sign-in-code" data-link={code?.link}>
      {code === null ? (
        <p className="sign-in-code__renewing">{t('attendanceCode.renewing')}</p>
      ) : (
        <QrCode link={code.link} label={label} size="100%" />
      )}
    </div>
  );
}

const radius = 16;
const around = 2 * Math.PI * radius;

/** Seconds until the code changes, as a ring that empties and a number in it. */
export function CodeRing({ nextAt, now }: { nextAt: number; now: number }): ReactElement {
  const { t } = useTranslation();
  const leftMs = Math.min(attendanceLimits.codeMs, Math.max(0, nextAt - now));
  const seconds = Math.ceil(leftMs / 1000);
  return (
    <div className="code-ring" role="img" aria-label={t('attendanceCode.seconds', { count: seconds })}>
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <circle className="code-ring__track" cx="20" cy="20" r={radius} />
        <circle
          className="code-ring__left"
          cx="20"
          cy="20"
          r={radius}
          strokeDasharray={around}
          strokeDashoffset={around * (1 - leftMs / attendanceLimits.codeMs)}
        />
      </svg>
      <span className="figures" aria-hidden="true">
        {seconds}
      </span>
    </div>
  );
}
