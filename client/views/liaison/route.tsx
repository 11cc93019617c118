import { useState, type ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { LiaisonPage } from './liaison-page.tsx';
import { StageWish } from './stage-wish.ts';

/** The page with its class session. Picture and sound come only while the liaison asks for them: it is a phone. */
export function LiaisonRoute({ sessionId }: { sessionId: string }): ReactElement {
  const [watching, setWatching] = useState(false);
  return (
    <StageWish value={setWatching}>
      <ClassSessionProvider sessionId={sessionId} role="liaison" receive={watching}>
        <LiaisonPage />
      </ClassSessionProvider>
    </StageWish>
  );
}
