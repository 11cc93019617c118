import type { ReactElement } from 'react';
import { useGuest } from '../../hooks/use-guest.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';

const GuestOverlay = lazyView(async () => (await import('./guest-overlay.tsx')).GuestOverlay);

/**
 * What a page shows while it is called to the stage; nothing otherwise, and then nothing of it is loaded.
 * @param leave whether there is somebody to press a button: not in front of a big screen
 */
export function GuestGate({ leave = false }: { leave?: boolean }): ReactElement | null {
  const { state, guest } = useGuest();
  if (guest === null || state.call === null) return null;
  return (
    <Pending fallback={<div aria-busy="true" />}>
      <GuestOverlay call={state.call} state={state} {...(leave ? { onLeave: () => guest.leave() } : {})} />
    </Pending>
  );
}
