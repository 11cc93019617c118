import type { ReactElement, ReactNode } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { createPatrolWatch } from '../../session/patrol-watch.ts';
import { WallPage } from './wall-page.tsx';

/** The inspector's page with its class session. */
export function InspectorRoute({ sessionId }: { sessionId: string }): ReactElement {
  return (
    <ClassSessionProvider sessionId={sessionId} role="inspector" receive patrol={createPatrolWatch}>
      <WallPage />
    </ClassSessionProvider>
  );
}

/**
 * The same wall for an organiser or a lecturer, in place of their own page: a device has one seat in a lesson.
 * @param back the way back to that page
 */
export function StaffWall(props: {
  sessionId: string;
  role: 'organiser' | 'lecturer';
  lessonId: string;
  back: ReactNode;
}): ReactElement {
  const { sessionId, role, lessonId, back } = props;
  return (
    <ClassSessionProvider
      sessionId={sessionId}
      role={role}
      lessonId={lessonId}
      receive
      patrol={createPatrolWatch}
    >
      <WallPage back={back} />
    </ClassSessionProvider>
  );
}
