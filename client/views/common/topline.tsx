import type { ReactElement, ReactNode } from 'react';
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
        <LanguageSwitch />
      </div>
    </header>
  );
}
