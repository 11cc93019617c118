import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { ScreenPage } from './screen-page.tsx';

/** The page with its class session. */
export function ScreenRoute({ sessionId }: { sessionId: string }): ReactElement {
  return (
    <ClassSessionProvider sessionId={sessionId} role="screen">
      <ScreenPage />
    </ClassSessionProvider>
  );
}
