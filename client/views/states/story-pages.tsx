import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from '../common/error-boundary.tsx';
import { Loading } from '../common/loading.tsx';
import { ErrorPage } from '../common/notice.tsx';
import { UnknownAddress } from '../welcome/unknown-address.tsx';
import { WelcomePage } from '../welcome/welcome-page.tsx';
import { IdentityStoryView } from './story-identity.tsx';
import { ScanStoryView } from './story-scan.tsx';
import type { StoryPage } from './stories.ts';
import { storyError } from './story-session.ts';

const stay = (): void => undefined;

function Broken(): never {
  throw new Error('The story of a part that breaks');
}

/** The stories of pages that have no class session. */
export function StoryPageView({ page }: { page: StoryPage }): ReactElement {
  const { t } = useTranslation();
  switch (page) {
    case 'welcome':
      return <WelcomePage last={null} onGo={stay} onEntered={stay} />;
    case 'welcomeAgain':
      return <WelcomePage last={{ role: 'screen', sessionId: 'story' }} onGo={stay} onEntered={stay} />;
    case 'linkFailed':
      return (
        <ErrorPage
          theme="light"
          title={t('welcome.linkTitle')}
          error={storyError('link_expired')}
          onRetry={stay}
        />
      );
    case 'unknownAddress':
      return <UnknownAddress />;
    case 'loading':
      return <Loading theme="light" />;
    case 'firstAccount':
    case 'newAccount':
    case 'identify':
    case 'account':
    case 'recoveryCodes':
    case 'ownSession':
      return <IdentityStoryView page={page} />;
    case 'scanReady':
    case 'scanEarly':
    case 'scanVisit':
    case 'scanVisitEarly':
    case 'scanAsking':
    case 'scanUnsent':
    case 'scanWaiting':
    case 'scanDone':
    case 'scanLate':
    case 'scanOld':
    case 'scanReplayed':
    case 'scanForged':
    case 'scanElsewhere':
    case 'scanDenied':
      return <ScanStoryView page={page} />;
    case 'broken':
      return (
        <ErrorBoundary>
          <Broken />
        </ErrorBoundary>
      );
  }
}
