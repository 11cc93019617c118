import { useContext, useMemo, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { createClassSession } from '../session/class-session.ts';
import { State } from '../session/observable.ts';
import { takePage } from '../session/page.ts';
import type { ClassSessionOptions } from '../session/class-session.ts';
import type { ClassSession, Observable } from '../session/types.ts';
import { ClassSessionContext } from './class-session-context.ts';

export interface ClassSessionProviderProps extends ClassSessionOptions {
  children: ReactNode;
}

/** Opens a session for the pages below it, and closes it when the page goes. */
export function ClassSessionProvider({
  children,
  sessionId,
  role,
  lessonId,
  receive,
  lead,
  patrol,
}: ClassSessionProviderProps) {
  const slot = useMemo(
    () =>
      createSlot({
        sessionId,
        role,
        ...(lessonId === undefined ? {} : { lessonId }),
        ...(receive === undefined ? {} : { receive }),
        ...(lead === undefined ? {} : { lead }),
        ...(patrol === undefined ? {} : { patrol }),
      }),
    [sessionId, role, lessonId, receive, lead, patrol],
  );
  const session = useSyncExternalStore(slot.subscribe, slot.get);
  if (session === null) return null;
  return <ClassSessionContext value={session}>{children}</ClassSessionContext>;
}

/** Holds a session for as long as somebody looks at it: React may mount a page twice, and then wants two sessions in turn. */
function createSlot(options: ClassSessionOptions): Observable<ClassSession | null> {
  const session = new State<ClassSession | null>(null);
  return {
    get: session.get,
    subscribe: (listener) => {
      const stop = session.subscribe(listener);
      const opened = createClassSession(options);
      const stopFollowing = followRole(opened);
      session.set(opened);
      return () => {
        stop();
        stopFollowing();
        opened.close();
        session.set(null);
      };
    },
  };
}

/** Somebody who learns may become a port, or a port no longer be one: the page gives way to the one for what they are now. */
function followRole({ classroom, role }: ClassSession): () => void {
  return classroom.state.subscribe(() => {
    const { me } = classroom.state.get();
    if (me === null || me.role === role) return;
    takePage(me);
    location.reload();
  });
}

/** The session of this page: what views call to act. Throws outside of a ClassSessionProvider. */
export function useClassSession(): ClassSession {
  const session = useContext(ClassSessionContext);
  if (session === null) throw new Error('useClassSession needs a ClassSessionProvider above it');
  return session;
}

/** For states and stories: pages below see this session, whoever made it. */
export const ClassSessionValue = ClassSessionContext;
