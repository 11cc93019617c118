import { z } from 'zod';
import { empty, id, name } from './primitives.ts';

/** Six digits from the authenticator app, or a recovery code. */
export const factorCode = z.string().trim().min(6).max(40);
/** A secret that an app is being set up with, sealed for its name; the server keeps nothing of it until a code confirms it. */
export const factorDraft = z.string().min(1).max(1_200);
/** A password that somebody types in; what is too short is simply wrong. */
export const givenPassword = z.string().min(1).max(200);

/** The second step of somebody who gives name and password. */
export const secondStep = {
  factorCode: factorCode.optional(),
  /** With the app's first code, for whoever has to set one up before coming in. */
  factorDraft: factorDraft.optional(),
};

/** Each stands in for the app once. They are shown this one time. */
export const recoveryCodes = z.array(z.string());

const codesMade = z.strictObject({ recoveryCodes });

export const secondFactorRoutes = {
  'POST /api/second-factor-drafts': {
    summary:
      "Makes a new secret for an authenticator app (RFC 6238). Nothing is kept of it: it counts once it comes back, within a quarter of an hour, with the app's first code.",
    params: empty,
    query: empty,
    body: z.strictObject({ name }),
    output: z.strictObject({
      /** In base32, for whoever types it. */
      secret: z.string(),
      /** What the QR code says. */
      uri: z.string(),
      draft: factorDraft,
    }),
  },
  'POST /api/account/second-factor': {
    summary:
      "Sets the second factor up; the account's other sessions end. Answers with the recovery codes, once.",
    params: empty,
    query: empty,
    body: z.strictObject({ password: givenPassword, factorCode, factorDraft }),
    output: codesMade,
  },
  'POST /api/account/second-factor/removal': {
    summary: 'Switches the own second factor off.',
    params: empty,
    query: empty,
    body: z.strictObject({ password: givenPassword, factorCode }),
    output: empty,
  },
  'POST /api/account/recovery-codes': {
    summary: 'Makes new recovery codes; the old ones are worth nothing any more.',
    params: empty,
    query: empty,
    body: z.strictObject({ password: givenPassword, factorCode }),
    output: codesMade,
  },
  'POST /api/account/confirmation': {
    summary:
      'Gives the password again. What only the person itself may do, such as ending other sessions, is possible for some minutes then.',
    params: empty,
    query: empty,
    body: z.strictObject({ password: givenPassword }),
    output: empty,
  },
  'DELETE /api/accounts/:accountId/second-factor': {
    summary: "Takes another account's second factor away, for somebody who has lost it; its sessions end.",
    params: z.strictObject({ accountId: id }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;
