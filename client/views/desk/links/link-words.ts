import type { TFunction } from 'i18next';
import type { Invitation } from '../../../../src/contract/course.ts';

/** The whole address of a link, as people get it. */
export function addressOf(invitation: Pick<Invitation, 'path'>): string {
  return `${location.origin}${invitation.path}`;
}

export type LinkState = 'open' | 'withdrawn' | 'expired' | 'usedUp';

export function stateOf(one: Invitation, now: number): LinkState {
  if (one.revokedAt !== null) return 'withdrawn';
  if (one.expiresAt !== null && one.expiresAt <= now) return 'expired';
  return one.usesLeft === 0 ? 'usedUp' : 'open';
}

export function stateWord(state: LinkState, t: TFunction): string {
  return state === 'withdrawn' ? t('desk.revoked') : t(`identity.links.${state}`);
}

const day = 86_400_000;

/** What the desk offers for a link's life, in milliseconds; null for no limit. */
export const expiryChoices = {
  never: null,
  day,
  days3: 3 * day,
  week: 7 * day,
  month: 30 * day,
} as const;
export type ExpiryChoice = keyof typeof expiryChoices;

export function expiryAt(choice: ExpiryChoice, now: number): number | null {
  const life = expiryChoices[choice];
  return life === null ? null : now + life;
}
