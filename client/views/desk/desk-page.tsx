import { ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { Loading } from '../common/loading.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import type { DeskChoice, Entered } from './desk-choice.ts';
import { DeskShell, type DeskShellProps } from './desk-shell.tsx';
import { deskTheme } from './theme.ts';
import { useDeskPlace } from './use-desk-place.ts';
import './desk.css';

/** The component kit in our colours and in the language that is shown. */
export function DeskKit({ children }: { children: ReactNode }): ReactElement {
  useTranslation();
  const locale = currentLanguage() === 'en' ? enUS : zhCN;
  return (
    <ConfigProvider theme={deskTheme} locale={locale} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}

const entrances = {
  class: lazyView(async () => (await import('./desk-console.tsx')).DeskConsole),
  wall: lazyView(async () => (await import('./desk-wall.tsx')).DeskWall),
} as const;

/** The organiser's desk, or the class or wall that the organiser has entered. This device has one seat, so it is one of them. */
export function DeskPage({ sessionId }: { sessionId: string }): ReactElement {
  const [place, go] = useDeskPlace();
  const { choice, entered } = place;
  const enter = (next: Entered | null): void => go({ choice, entered: next });
  const choose = (next: DeskChoice): void => go({ choice: next, entered: null });
  const [lessonId, setLessonId] = useState<string | null>(null);
  if (entered === null) {
    const shell = { choice, onChoose: choose, lessonId, onLesson: setLessonId, onEnter: enter };
    return <Desk sessionId={sessionId} {...shell} />;
  }
  const Inside = entrances[entered.as];
  return (
    <Pending fallback={<Loading theme="dark" />}>
      <Inside sessionId={sessionId} lessonId={entered.lessonId} onBack={() => enter(null)} />
    </Pending>
  );
}

/** Watching another lesson is a new class session. */
function Desk({ sessionId, ...shell }: DeskShellProps & { sessionId: string }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('desk.title'));
  const { lessonId } = shell;
  return (
    <DeskKit>
      <ClassSessionProvider
        sessionId={sessionId}
        role="organiser"
        {...(lessonId === null ? {} : { lessonId })}
      >
        <DeskShell {...shell} />
      </ClassSessionProvider>
    </DeskKit>
  );
}
