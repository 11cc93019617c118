import type { ReactElement } from 'react';
import { useVisibilityReport } from '../../hooks/use-visibility-report.ts';
import { OwnAttendance } from './own-attendance.tsx';

/** A port's attendance: its sign-ins, and whether its page is looked at, which counts for the time of presence. */
export function PortAttendance(): ReactElement {
  useVisibilityReport();
  return <OwnAttendance />;
}
