import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignIn } from '../../../src/contract/attendance.ts';
import '../../i18n/attendance.ts';

/** What else is to say of a sign-in: how late, where, and by whom it was entered or confirmed. */
export function SignInWords({ signIn }: { signIn: SignIn }): ReactElement | null {
  const { t } = useTranslation();
  const { lateMinutes, elsewhere, branchName, byName, method } = signIn;
  const words = [
    lateMinutes > 0 ? t('attendance.late', { count: lateMinutes }) : null,
    elsewhere && branchName !== null ? t('attendance.elsewhere', { branch: branchName }) : null,
    byName === null
      ? null
      : t(method === 'liaison' ? 'attendance.byLiaison' : 'attendance.confirmedBy', { name: byName }),
  ].filter((one) => one !== null);
  if (words.length === 0) return null;
  return (
    <p>
      <bdi>{words.join(' · ')}</bdi>
    </p>
  );
}
