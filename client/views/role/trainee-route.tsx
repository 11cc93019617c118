import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { TraineePage } from './trainee-page.tsx';

/** The page with its class session. */
export function TraineeRoute({ sessionId }: { sessionId: string }): ReactElement {
  return (
    <ClassSessionProvider sessionId={sessionId} role="trainee">
      <TraineePage />
    </ClassSessionProvider>
  );
}
