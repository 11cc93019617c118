import { z } from 'zod';
import { invitation } from './course.ts';
import { entryToken, place, sessionView } from './identity.ts';
import { newPassword } from './password-link.ts';
import { empty, id, name, timestamp } from './primitives.ts';
import { givenPassword as password, recoveryCodes, secondStep } from './second-factor.ts';

/** Somebody who signs in with name and password, as organisers see them. */
export const account = z.strictObject({
  id,
  name,
  createdAt: timestamp,
  /** When one of their sessions was last seen; null when there is none. */
  lastSeenAt: timestamp.nullable(),
  /** Whether a code is asked for after the password. */
  secondFactor: z.boolean(),
  places: z.array(place),
});
export type Account = z.infer<typeof account>;

const admitted = z.strictObject({
  ...sessionView.shape,
  /** Only for whoever has set a second factor up on the way in. */
  recoveryCodes: recoveryCodes.optional(),
});

const opened = z.strictObject({
  ...admitted.shape,
  /** Every role of the account; the session speaks for the first, or for the one that was asked for. */
  places: z.array(place),
});

export const accountRoutes = {
  'POST /api/accounts': {
    summary:
      'Uses an account link: makes an account with a name and a password and signs in. Whoever has an account already gives its name and password and gets the role added. Asks for a second step as POST /api/sign-in does.',
    params: empty,
    query: empty,
    body: z.strictObject({ token: entryToken, name, password: newPassword, ...secondStep }),
    output: admitted,
  },
  'POST /api/sign-in': {
    summary:
      'Signs in with name and password. Where there is a second factor it answers factor_required until a code comes with them; where there has to be one, factor_missing until a draft and its first code do.',
    params: empty,
    query: empty,
    body: z.strictObject({ name, password, placeId: id.optional(), ...secondStep }),
    output: opened,
  },
  'POST /api/places/:placeId/sessions': {
    summary: 'Opens a session for another role of the same account.',
    params: z.strictObject({ placeId: id }),
    query: empty,
    body: empty,
    output: sessionView,
  },
  'POST /api/account/password': {
    summary: "Changes the password; the account's other sessions end, and this one gets a new token.",
    params: empty,
    query: empty,
    body: z.strictObject({ current: password, next: newPassword }),
    output: empty,
  },
  'GET /api/accounts': {
    summary: 'All accounts of the server.',
    params: empty,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ accounts: z.array(account) }),
  },
  'POST /api/accounts/organiser-links': {
    summary:
      'Makes a link, good once and for a week, by which somebody becomes an organiser of the whole server.',
    params: empty,
    query: empty,
    body: z.strictObject({ label: name }),
    output: z.strictObject({ invitation }),
  },
  'DELETE /api/accounts/:accountId': {
    summary: 'Removes an account with all its roles; its sockets and media are closed.',
    params: z.strictObject({ accountId: id }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
  'DELETE /api/accounts/:accountId/sessions': {
    summary:
      'Signs an account out everywhere, but for the session that asks; its roles and its password stay.',
    params: z.strictObject({ accountId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ ended: z.number().int().nonnegative() }),
  },
  'GET /api/courses/:courseId/accounts': {
    summary: 'The accounts that have a role in the course, with those roles.',
    params: z.strictObject({ courseId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ accounts: z.array(account) }),
  },
  'DELETE /api/courses/:courseId/places/:placeId': {
    summary: "Takes a role in the course away from an account; that role's sockets and media are closed.",
    params: z.strictObject({ courseId: id, placeId: id }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;
