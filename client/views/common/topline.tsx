import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { accountPath } from '../../session/page.ts';
import { HelpSlot } from './help-slot.tsx';
import { Icon } from './icon.tsx';
import { LanguageSwitch } from './language-switch.tsx';

/** The head of the calm pages: the product's name at the left, what the page offers and the language at the right. */
export function Topline({ children }: { children?: ReactNode }): ReactElement {
  return (
    <header className="topline">
      <a className="topline__name" href="/">
        <img src="/icon.svg" width="28" height="28" alt="" />
        Plenum
      </a>
      <div className="topline__side">
        {children}
        <HelpSlot />
        <AccountLink />
        <LanguageSwitch />
      </div>
    </header>
  );
}

/** Where the person of this page is signed in. Nothing where nobody is. */
export function AccountLink(): ReactElement | null {
  const { t } = useTranslation();
  const path = accountPath(location.pathname);
  if (path === null) return null;
  return (
    <a className="button button--plain button--icon" href={path} title={t('common.account')}>
      <Icon name="person" />
      <span className="only-spoken">{t('common.account')}</span>
    </a>
  );
}
