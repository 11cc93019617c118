import { useEffect, useState } from 'react';
import type { GuestChecks } from '../../src/contract/stage.ts';
import { useClassSession } from './class-session.tsx';

/** What called guests found out about themselves off air, by call. */
export function useGuestChecks(): ReadonlyMap<string, GuestChecks> {
  const { notices } = useClassSession();
  const [checks, setChecks] = useState<ReadonlyMap<string, GuestChecks>>(new Map());
  useEffect(
    () =>
      notices.on((notice) => {
        if (notice.name !== 'stage.guestChecked') return;
        const { callId, checks: found } = notice.data;
        setChecks((now) => new Map(now).set(callId, found));
      }),
    [notices],
  );
  return checks;
}
