import { z } from 'zod';
import { limits } from './limits.ts';
import { empty, id, name, timestamp } from './primitives.ts';

/** A password that somebody chooses: long rather than contorted (NIST SP 800-63B, 5.1.1). */
export const newPassword = z.string().min(limits.passwordLength).max(200);

const token = z.string().min(10).max(128);

/** Where a link for a new password leads: its token is behind `#`, which no server, proxy or log gets to see. */
export const passwordLinkPath = '/new-password';

export const passwordLink = z.strictObject({ path: z.string(), expiresAt: timestamp });
export type PasswordLink = z.infer<typeof passwordLink>;

export const passwordLinkRoutes = {
  'POST /api/accounts/:accountId/password-links': {
    summary:
      'Makes a link, good once and for two hours, by which somebody who has forgotten the password sets a new one. The one before it ends.',
    params: z.strictObject({ accountId: id }),
    query: empty,
    body: empty,
    output: passwordLink,
  },
  'POST /api/password-links/lookup': {
    summary: 'Whose password a link is for.',
    params: empty,
    query: empty,
    body: z.strictObject({ token }),
    output: z.strictObject({ name }),
  },
  'POST /api/password-links/use': {
    summary:
      'Sets a new password by a link. All sessions of the account end, and none is opened: signing in takes the second factor as ever.',
    params: empty,
    query: empty,
    body: z.strictObject({ token, password: newPassword }),
    output: empty,
  },
} as const;
