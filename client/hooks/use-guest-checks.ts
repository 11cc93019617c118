import type { GuestChecks } from '../../src/contract/stage.ts';
import { useClassroom } from './use-classroom.ts';

/** What a called guest found out about itself off air, also before this page was opened. */
export function useGuestChecks(callId: string): GuestChecks | undefined {
  return useClassroom().own.guestChecks?.[callId];
}
