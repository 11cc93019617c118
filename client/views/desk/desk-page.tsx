import { ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { usePageTheme } from '../common/page-theme.ts';
import type { DeskChoice } from './desk-choice.ts';
import { DeskShell } from './desk-shell.tsx';
import { deskTheme } from './theme.ts';
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

/** The organiser's desk. Watching another lesson is a new class session: this device has one seat. */
export function DeskPage({ sessionId }: { sessionId: string }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('desk.title'));
  const [choice, setChoice] = useState<DeskChoice>({ view: 'today', courseId: null, lessonId: null });
  return (
    <DeskKit>
      <ClassSessionProvider
        sessionId={sessionId}
        role="organiser"
        {...(choice.lessonId === null ? {} : { lessonId: choice.lessonId })}
      >
        <DeskShell choice={choice} onChoose={setChoice} />
      </ClassSessionProvider>
    </DeskKit>
  );
}
