import { sessionCookieName, type identityRoutes, type Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteContext, RouteHandlers } from '../lib/feature.ts';
import type { Identity } from './service.ts';

/** Seconds for which a browser keeps a session: longer than any course, because a screen must come back by itself. */
const cookieLife = 180 * 24 * 3600;
/** Characters of a User-Agent header that are kept: it tells the owner which device it was, and some are endless. */
const userAgentKept = 300;

export function createIdentityRoutes(identity: Identity, clock: Clock): RouteHandlers<typeof identityRoutes> {
  return {
    'POST /api/sessions': async (context, { body }) => {
      const { participant, secret } = await identity.exchange(
        body.token,
        context.userAgent.slice(0, userAgentKept),
      );
      context.setCookie(sessionCookieName(participant.sessionId, context.secure), secret, cookieLife);
      context.log.info(
        { participant: participant.sessionId, role: participant.role },
        'a session was opened',
      );
      return { participant, serverTime: clock.now() };
    },
    'GET /api/sessions/:sessionId': async (context, { params }) => {
      return { participant: own(context, params.sessionId), serverTime: clock.now() };
    },
    'DELETE /api/sessions/:sessionId': async (context, { params }) => {
      const participant = own(context, params.sessionId);
      await identity.end(participant.sessionId, participant);
      context.clearCookie(sessionCookieName(participant.sessionId, context.secure));
      return {};
    },
  };
}

/** The participant, whose session must be the named one. */
function own({ participant }: RouteContext, sessionId: string): Participant {
  if (!participant) throw new AppError('not_signed_in');
  if (participant.sessionId !== sessionId) throw new AppError('forbidden');
  return participant;
}
