import type { ClassroomState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

/** The lesson, its phase, the stage, who is there. To act: `useClassSession().classroom`. */
export function useClassroom(): ClassroomState {
  return useObservable(useClassSession().classroom.state);
}
