import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../src/contract/limits.ts';
import { Field } from './form-parts.tsx';

/**
 * A new password, typed twice.
 * @param label what the first field is called
 */
export function useNewPassword(label: string): {
  password: string;
  /** Whether it is long enough and twice the same; from now on the fields say what is wrong. */
  check: () => boolean;
  fields: ReactElement;
} {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [looked, setLooked] = useState(false);
  const short = password.length < limits.passwordLength;
  const different = password !== again;
  const check = (): boolean => {
    setLooked(true);
    return !short && !different;
  };
  const fields = (
    <>
      <Field
        label={label}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        hint={t('identity.passwordHint', { count: limits.passwordLength })}
        problem={looked && short ? t('identity.passwordShort', { count: limits.passwordLength }) : null}
      />
      <Field
        label={t('identity.passwordAgain')}
        type="password"
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
        problem={looked && !short && different ? t('identity.passwordDifferent') : null}
      />
    </>
  );
  return { password, check, fields };
}
