import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { createLead } from '../../session/lead.ts';
import { LecturerPage } from './lecturer-page.tsx';

/** The page with its class session. */
export function LecturerRoute({ sessionId }: { sessionId: string }): ReactElement {
  return (
    <ClassSessionProvider sessionId={sessionId} role="lecturer" lead={createLead}>
      <LecturerPage />
    </ClassSessionProvider>
  );
}
