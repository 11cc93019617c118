import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { createLead } from '../../session/lead.ts';
import { LecturerPage } from '../lecturer/lecturer-page.tsx';
import { BackToDesk } from './back-to-desk.tsx';

/** The lecturer's console for the organiser who assists: it sends nothing before it stands by or takes over. */
export function DeskConsole(props: {
  sessionId: string;
  lessonId: string;
  onBack: () => void;
}): ReactElement {
  const { sessionId, lessonId, onBack } = props;
  return (
    <ClassSessionProvider
      sessionId={sessionId}
      role="organiser"
      lessonId={lessonId}
      lead={createLead}
      receive
    >
      <LecturerPage back={<BackToDesk onBack={onBack} />} />
    </ClassSessionProvider>
  );
}
