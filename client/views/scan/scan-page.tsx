import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useHeld } from '../../hooks/use-held.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { openScan, type ScanVisit } from '../../session/scan.ts';
import { scanStore } from '../../session/scan-store.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { Topline } from '../common/topline.tsx';
import { ScanView } from './scan-view.tsx';
import '../../i18n/attendance.ts';
import './scan.css';

/** The page behind a scanned code: it talks to the server without a socket, so that it is there in a moment. */
export function ScanPage({ code }: { code: string }): ReactElement | null {
  const { t } = useTranslation();
  usePageTheme('light', t('attendance.title'));
  const visit = useHeld(useCallback(() => openScan(code, scanStore), [code]));
  if (visit === null) return null;
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="scan">
        <Shown visit={visit} />
      </main>
    </div>
  );
}

function Shown({ visit }: { visit: ScanVisit }): ReactElement {
  const state = useObservable(visit.state);
  const now = useSecond(visit);
  return (
    <ScanView
      state={state}
      now={now}
      onTap={visit.tap}
      onOther={visit.other}
      onIdentify={(who) => visit.identify(who)}
    />
  );
}

/** The server's time, now and at each full second of it. */
function useSecond(visit: ScanVisit): number {
  const [now, setNow] = useState(() => visit.serverNow());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const time = visit.serverNow();
      setNow(time);
      timer = setTimeout(tick, 1000 - (time % 1000));
    };
    tick();
    return () => clearTimeout(timer);
  }, [visit]);
  return now;
}
