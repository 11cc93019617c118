import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { WatchPage } from './watch-page.tsx';

/** The inspector's page with its class session. */
export function InspectorRoute({ sessionId }: { sessionId: string }): ReactElement {
  return (
    <ClassSessionProvider sessionId={sessionId} role="inspector" receive>
      <WatchPage />
    </ClassSessionProvider>
  );
}
