import type { ReactElement } from 'react';
import { StaffWall } from '../wall/route.tsx';
import { BackToDesk } from './back-to-desk.tsx';

/** The inspectors' wall for the organiser. */
export function DeskWall(props: { sessionId: string; lessonId: string; onBack: () => void }): ReactElement {
  const { sessionId, lessonId, onBack } = props;
  return (
    <StaffWall
      sessionId={sessionId}
      role="organiser"
      lessonId={lessonId}
      back={<BackToDesk onBack={onBack} />}
    />
  );
}
