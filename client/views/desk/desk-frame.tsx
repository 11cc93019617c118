import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../hooks/use-connection.ts';
import { HelpSlot } from '../common/help-slot.tsx';
import { LanguageSwitch } from '../common/language-switch.tsx';
import { isDown } from '../common/line.ts';
import { AccountLink } from '../common/topline.tsx';

/** Around every room of the desk: its head, its navigation, and whether the line holds. */
export function DeskFrame(props: {
  head?: ReactNode;
  navigation?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <div className="page desk" data-theme="light">
      <header className="desk__head">
        <a className="topline__name" href="/">
          <img src="/icon.svg" width="28" height="28" alt="" />
          Plenum
        </a>
        {props.head}
        <DeskLine />
        <HelpSlot />
        <AccountLink />
        <LanguageSwitch />
      </header>
      {props.navigation}
      <main className="desk__main">{props.children}</main>
    </div>
  );
}

function DeskLine(): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <p className="desk__line signal" role="status">
      {isDown(connection) ? (
        <>
          <span className="dot dot--bad" />
          {connection.kind === 'stopping' ? t('connection.stopping') : t('connection.reconnectingShort')}
        </>
      ) : null}
    </p>
  );
}
