import type { ReactElement } from 'react';
import { ClassSessionProvider } from '../../hooks/class-session.tsx';
import { WatchPage } from './watch-page.tsx';

function WatchRoute(props: { sessionId: string; role: 'inspector' | 'liaison' }): ReactElement {
  return (
    <ClassSessionProvider sessionId={props.sessionId} role={props.role} receive>
      <WatchPage role={props.role} />
    </ClassSessionProvider>
  );
}

export function InspectorRoute({ sessionId }: { sessionId: string }): ReactElement {
  return <WatchRoute sessionId={sessionId} role="inspector" />;
}

export function LiaisonRoute({ sessionId }: { sessionId: string }): ReactElement {
  return <WatchRoute sessionId={sessionId} role="liaison" />;
}
