import type { StageGuest } from '../../../src/contract/stage.ts';

/** How far a calling-up is, for people. */
export type GuestMoment =
  | { kind: 'called' }
  | { kind: 'ready' }
  /** Seconds until everybody sees and hears them. */
  | { kind: 'countdown'; seconds: number }
  /** Since when, server time. */
  | { kind: 'live'; since: number };

/** @param now server time, milliseconds */
export function guestMoment(
  { state, liveAt }: Pick<StageGuest, 'state' | 'liveAt'>,
  now: number,
): GuestMoment {
  if (state !== 'live' || liveAt === null) return { kind: state === 'called' ? 'called' : 'ready' };
  if (now < liveAt) return { kind: 'countdown', seconds: Math.ceil((liveAt - now) / 1000) };
  return { kind: 'live', since: liveAt };
}

/** `02:07`, or with hours where it lasts that long. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
