import type { ComponentType, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../src/contract/identity.ts';
import type { Role } from '../../src/contract/roles.ts';
import { usePage } from '../hooks/use-page.ts';
import { takePage } from '../session/page.ts';
import { quizHash } from '../session/paper-address.ts';
import { ErrorBoundary } from './common/error-boundary.tsx';
import { Loading } from './common/loading.tsx';
import { ErrorPage } from './common/notice.tsx';
import { themeOfRole } from './theme-of-role.ts';
import { UnknownAddress } from './welcome/unknown-address.tsx';
import { lazyView, Pending } from './common/lazy-view.tsx';

// One chunk per page: a phone loads its own page and nothing else.
const pages: Record<Role, ComponentType<{ sessionId: string }>> = {
  organiser: lazyView(async () => (await import('./desk/desk-page.tsx')).DeskPage),
  lecturer: lazyView(async () => (await import('./lecturer/route.tsx')).LecturerRoute),
  inspector: lazyView(async () => (await import('./wall/route.tsx')).InspectorRoute),
  liaison: lazyView(async () => (await import('./liaison/route.tsx')).LiaisonRoute),
  screen: lazyView(async () => (await import('./screen/route.tsx')).ScreenRoute),
  port: lazyView(async () => (await import('./port/route.tsx')).PortRoute),
  trainee: lazyView(async () => (await import('./role/trainee-route.tsx')).TraineeRoute),
};
const WelcomePage = lazyView(async () => (await import('./welcome/welcome-page.tsx')).WelcomePage);
const LinkQuestionPage = lazyView(
  async () => (await import('./identity/link-question-page.tsx')).LinkQuestionPage,
);
const ScanPage = lazyView(async () => (await import('./scan/scan-page.tsx')).ScanPage);
const CertificatePage = lazyView(
  async () => (await import('./certificate/certificate-page.tsx')).CertificatePage,
);
const AccountPage = lazyView(async () => (await import('./identity/account-page.tsx')).AccountPage);
const NewPasswordPage = lazyView(
  async () => (await import('./identity/new-password-page.tsx')).NewPasswordPage,
);
const StatesPage = lazyView(async () => (await import('./states/states-page.tsx')).StatesPage);

// A quiz's code that was scanned stays in the address until its paper is open.
const go = (path: string): void => location.assign(`${path}${quizHash(location.hash)}`);

/** Shows a new session's page. The address that led here is left out of the history: it may hold a token. */
const enter = (participant: Participant): void => {
  takePage(participant);
  location.reload();
};

/** The page of this address. */
export function App(): ReactElement {
  return (
    <ErrorBoundary>
      <Pending fallback={<Loading theme="light" />}>
        {location.pathname === '/dev/states' ? <StatesPage /> : <Addressed />}
      </Pending>
    </ErrorBoundary>
  );
}

function Addressed(): ReactElement {
  const { t } = useTranslation();
  const page = usePage();
  switch (page.kind) {
    case 'home':
      return <WelcomePage last={page.last} onGo={go} onEntered={enter} />;
    case 'opening':
      return <Loading theme="light" label={t('welcome.opening')} />;
    case 'failed':
      return (
        <ErrorPage theme="light" title={t('welcome.linkTitle')} error={page.error} onRetry={page.retry} />
      );
    case 'question':
      return <LinkQuestionPage {...page} onEntered={enter} />;
    case 'scan':
      return <ScanPage code={page.code} />;
    case 'certificate':
      return <CertificatePage code={page.code} />;
    case 'account':
      return <AccountPage sessionId={page.sessionId} onGo={go} />;
    case 'newPassword':
      return <NewPasswordPage token={page.token} />;
    case 'role':
      return <RolePage role={page.role} sessionId={page.sessionId} />;
    case 'unknown':
      return <UnknownAddress />;
  }
}

function RolePage({ role, sessionId }: { role: Role; sessionId: string }): ReactElement {
  const Page = pages[role];
  return (
    <Pending fallback={<Loading theme={themeOfRole[role]} />}>
      <Page sessionId={sessionId} />
    </Pending>
  );
}
