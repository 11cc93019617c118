import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { PortPage } from './port-page.tsx';

/** The page with its class session. */
export function PortRoute({ sessionId }: { sessionId: string }): ReactElement {
  return (
    <ClassSessionProvider sessionId={sessionId} role="port">
      <PortPage />
    </ClassSessionProvider>
  );
}
