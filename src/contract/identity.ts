import { z } from 'zod';
import { empty, id, name, role, timestamp } from './primitives.ts';

/** Who a session is. Ids that do not apply to the role are null. */
export const participant = z.strictObject({
  /** Public id of the session: it is in page addresses and in the cookie's name, and opens nothing by itself. */
  sessionId: id,
  role,
  /** What others see: a person's name, or the branch's. */
  name,
  /** Null for an organiser of the whole server, who may act in every course. */
  courseId: id.nullable(),
  branchId: id.nullable(),
  traineeId: id.nullable(),
});
export type Participant = z.infer<typeof participant>;

export const sessionView = z.strictObject({ participant, serverTime: timestamp });
export type SessionView = z.infer<typeof sessionView>;

/**
 * Name of the cookie that holds a session's secret. The session's id is part of it, so that one browser can hold a
 * lecturer's and a screen's session side by side. `__Host-` (RFC 6265bis, 4.1.3.2) needs TLS.
 */
export function sessionCookieName(sessionId: string, secure: boolean): string {
  return `${secure ? '__Host-' : ''}plenum-${sessionId}`;
}

/** Name of the cookie by which a browser is known again. It opens nothing by itself but the places bound to the device. */
export function deviceCookieName(secure: boolean): string {
  return `${secure ? '__Host-' : ''}plenum-device`;
}

/** Names the session that an HTTP request or a handshake speaks for; a foreign site cannot set it. */
export const sessionHeader = 'x-plenum-session';

/** A link's token, or the short code that can be typed instead of it. */
export const entryToken = z.string().min(10).max(128);

/** One role of one account. */
export const place = z.strictObject({
  id,
  role,
  courseId: id.nullable(),
  /** Null for an organiser of the whole server. */
  courseName: name.nullable(),
  branchId: id.nullable(),
  branchName: name.nullable(),
});
export type Place = z.infer<typeof place>;

/** One of the own sessions, as their owner sees them. */
export const ownSession = z.strictObject({
  sessionId: id,
  role,
  courseName: name.nullable(),
  createdAt: timestamp,
  lastSeenAt: timestamp,
  /** The browser's own words about itself. */
  userAgent: z.string(),
  /** The one that asks. */
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof ownSession>;

/** What stands between somebody's password and the account. */
export const ownFactor = z.strictObject({
  /** Since when a code is asked for after the password; null when it is not. */
  since: timestamp.nullable(),
  recoveryCodesLeft: z.number().int().nonnegative(),
  /** The account has a role that needs one: it can be renewed, and not switched off. */
  required: z.boolean(),
});
export type OwnFactor = z.infer<typeof ownFactor>;

export const identityRoutes = {
  'POST /api/sessions': {
    summary:
      'Exchanges an invitation token or code for a session; the secret comes back as an HttpOnly cookie. Answers account_required or identify_required, with what to ask for in details, when the link is one for accounts or for the roster.',
    params: empty,
    query: empty,
    body: z.strictObject({ token: entryToken }),
    output: sessionView,
  },
  'GET /api/sessions': {
    summary: "The person's own sessions on all devices, and the roles of their account if they have one.",
    params: empty,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      account: z.strictObject({ name, places: z.array(place), secondFactor: ownFactor }).nullable(),
      sessions: z.array(ownSession),
    }),
  },
  'GET /api/sessions/:sessionId': {
    summary: 'Who this session is.',
    params: z.strictObject({ sessionId: id }),
    query: empty,
    body: z.undefined(),
    output: sessionView,
  },
  'DELETE /api/sessions/:sessionId': {
    summary: 'Ends this session, or another one of the same person; its sockets and media are closed.',
    params: z.strictObject({ sessionId: id }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;
