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

/** Names the session that an HTTP request or a handshake speaks for; a foreign site cannot set it. */
export const sessionHeader = 'x-plenum-session';

export const identityRoutes = {
  'POST /api/sessions': {
    summary: 'Exchanges an invitation token for a session; the secret comes back as an HttpOnly cookie.',
    params: empty,
    query: empty,
    body: z.strictObject({ token: z.string().min(16).max(128) }),
    output: sessionView,
  },
  'GET /api/sessions/:sessionId': {
    summary: 'Who this session is.',
    params: z.strictObject({ sessionId: id }),
    query: empty,
    body: z.undefined(),
    output: sessionView,
  },
  'DELETE /api/sessions/:sessionId': {
    summary: 'Ends the session; its sockets and media are closed.',
    params: z.strictObject({ sessionId: id }),
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;
