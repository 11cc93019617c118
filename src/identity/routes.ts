import { sessionCookieName } from '../contract/identity.ts';
import type { identityRoutes, Participant } from '../contract/identity.ts';
import type { accountRoutes } from '../contract/account.ts';
import type { entryRoutes } from '../contract/entry.ts';
import type { invitationRoutes } from '../contract/invitation.ts';
import type { passwordLinkRoutes } from '../contract/password-link.ts';
import type { secondFactorRoutes } from '../contract/second-factor.ts';
import { reachesCourse } from '../lib/access.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteContext, RouteHandlers } from '../lib/feature.ts';
import type { Door } from './door.ts';
import type { Identity } from './service.ts';

export function createIdentityRoutes(identity: Identity, clock: Clock, door: Door) {
  return {
    ...sessionHandlers(identity, clock, door),
    ...accountHandlers(identity, door),
    ...ownAccountHandlers(identity, door),
    ...passwordLinkHandlers(identity),
    ...invitationHandlers(identity),
    ...entryHandlers(identity, door),
  };
}

function sessionHandlers(identity: Identity, clock: Clock, door: Door): RouteHandlers<typeof identityRoutes> {
  return {
    'POST /api/sessions': async (context, { body }) =>
      door.admit(context, await identity.entry.open(body.token, door.device(context))),
    'GET /api/sessions': async (context) => {
      const { row, sessions } = await identity.sessions.own(signedIn(context));
      return { account: await identity.ownAccount.view(row.accountId), sessions };
    },
    'GET /api/sessions/:sessionId': async (context, { params }) => {
      const participant = signedIn(context);
      if (participant.sessionId !== params.sessionId) throw new AppError('forbidden');
      return { participant, serverTime: clock.now() };
    },
    'DELETE /api/sessions/:sessionId': async (context, { params }) => {
      const participant = signedIn(context);
      const isOwn = params.sessionId === participant.sessionId;
      if (!isOwn) await proven(context, identity);
      await identity.sessions.end(params.sessionId, participant);
      context.clearCookie(sessionCookieName(params.sessionId, context.secure));
      if (isOwn) context.clearCache();
      return {};
    },
  };
}

function accountHandlers(
  identity: Identity,
  door: Door,
): Omit<RouteHandlers<typeof accountRoutes>, OwnRoute> {
  const { accounts, invitations } = identity;
  return {
    'POST /api/accounts': async (context, { body: { token, ...credentials } }) => {
      const opened = await accounts.create(token, credentials, door.device(context));
      return { ...door.admit(context, opened), recoveryCodes: opened.recoveryCodes };
    },
    'POST /api/sign-in': async (context, { body: { placeId, ...credentials } }) => {
      const opened = await accounts.signIn(credentials, placeId, door.device(context));
      const { places, recoveryCodes } = opened;
      return { ...door.admit(context, opened), places, recoveryCodes };
    },
    'GET /api/accounts': async () => ({ accounts: await accounts.list(null) }),
    'POST /api/accounts/organiser-links': async (context, { body }) => ({
      invitation: await invitations.organiserLink(body.label, signedIn(context)),
    }),
    'DELETE /api/accounts/:accountId': async (context, { params }) => {
      await accounts.remove(params.accountId, await proven(context, identity));
      return {};
    },
    'DELETE /api/accounts/:accountId/sessions': async (context, { params }) => ({
      ended: await accounts.signOut(params.accountId, await proven(context, identity)),
    }),
    'GET /api/courses/:courseId/accounts': async (context, { params }) => ({
      accounts: await accounts.list(reachable(context, params.courseId)),
    }),
    'DELETE /api/courses/:courseId/places/:placeId': async (context, { params }) => {
      await accounts.removePlace(reachable(context, params.courseId), params.placeId, signedIn(context));
      return {};
    },
  };
}

type OwnRoute = 'POST /api/account/password' | 'POST /api/places/:placeId/sessions';

function ownAccountHandlers(
  identity: Identity,
  door: Door,
): Pick<RouteHandlers<typeof accountRoutes>, OwnRoute> & RouteHandlers<typeof secondFactorRoutes> {
  const { accounts, ownAccount, factors } = identity;
  return {
    'POST /api/places/:placeId/sessions': async (context, { params }) => {
      const device = door.device(context);
      return door.admit(context, await accounts.switchTo(signedIn(context), params.placeId, device));
    },
    'POST /api/account/password': async (context, { body }) => {
      const device = door.device(context);
      door.admit(context, await ownAccount.changePassword(signedIn(context), body, device));
      return {};
    },
    'POST /api/account/confirmation': async (context, { body }) => {
      await ownAccount.confirm(signedIn(context), body.password, door.device(context));
      return {};
    },
    'POST /api/second-factor-drafts': (_context, { body }) => Promise.resolve(factors.draft(body.name)),
    'POST /api/account/second-factor': async (context, { body }) => ({
      recoveryCodes: await ownAccount.turnFactorOn(signedIn(context), body, door.device(context)),
    }),
    'POST /api/account/second-factor/removal': async (context, { body }) => {
      await ownAccount.turnFactorOff(signedIn(context), body, door.device(context));
      return {};
    },
    'POST /api/account/recovery-codes': async (context, { body }) => ({
      recoveryCodes: await ownAccount.renewRecoveryCodes(signedIn(context), body, door.device(context)),
    }),
    'DELETE /api/accounts/:accountId/second-factor': async (context, { params }) => {
      await accounts.resetFactor(params.accountId, await proven(context, identity));
      return {};
    },
  };
}

function passwordLinkHandlers(identity: Identity): RouteHandlers<typeof passwordLinkRoutes> {
  const { passwordLinks } = identity;
  return {
    'POST /api/accounts/:accountId/password-links': async (context, { params }) =>
      passwordLinks.make(params.accountId, await proven(context, identity)),
    'POST /api/password-links/lookup': (_context, { body }) => passwordLinks.lookup(body.token),
    'POST /api/password-links/use': async (_context, { body }) => {
      await passwordLinks.use(body.token, body.password);
      return {};
    },
  };
}

function invitationHandlers({ invitations, entry }: Identity): RouteHandlers<typeof invitationRoutes> {
  return {
    'POST /api/courses/:courseId/invitations': async (context, { params, body }) => ({
      invitation: await invitations.create(reachable(context, params.courseId), body, signedIn(context)),
    }),
    'POST /api/courses/:courseId/branch-invitations': async (context, { params, body }) => {
      const { roles, ...limits } = body;
      const courseId = reachable(context, params.courseId);
      return { created: await invitations.createForBranches(courseId, roles, limits, signedIn(context)) };
    },
    'PATCH /api/courses/:courseId/invitations/:invitationId': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return {
        invitation: await invitations.change(courseId, params.invitationId, body, signedIn(context)),
      };
    },
    'DELETE /api/courses/:courseId/invitations/:invitationId': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      await invitations.withdraw(courseId, params.invitationId, signedIn(context));
      return {};
    },
    'POST /api/courses/:courseId/invitations/:invitationId/renewal': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      return { invitation: await invitations.renew(courseId, params.invitationId, signedIn(context)) };
    },
    'GET /api/courses/:courseId/sheet': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      const [sheet, { help }] = await Promise.all([invitations.sheet(courseId), entry.settings(courseId)]);
      return { ...sheet, help };
    },
  };
}

function entryHandlers({ entry }: Identity, door: Door): RouteHandlers<typeof entryRoutes> {
  return {
    'POST /api/identify': async (context, { body: { token, ...who } }) =>
      door.admit(context, await entry.identify(token, who, door.device(context))),
    'GET /api/courses/:courseId/entry': async (context, { params }) =>
      entry.settings(reachable(context, params.courseId)),
    'PUT /api/courses/:courseId/entry': async (context, { params, body }) =>
      entry.changeSettings(reachable(context, params.courseId), body, signedIn(context)),
    'GET /api/courses/:courseId/branches/:branchId/entry': async (context, { params }) => {
      const courseId = reachable(context, params.courseId);
      return { branches: await entry.branchEntries(courseId, params.branchId, signedIn(context)) };
    },
  };
}

function signedIn({ participant }: RouteContext): Participant {
  if (!participant) throw new AppError('not_signed_in');
  return participant;
}

/** Who has lately given the password, and not whoever finds the page open. Throws `confirmation_required`. */
async function proven(context: RouteContext, { ownAccount }: Identity): Promise<Participant> {
  const participant = signedIn(context);
  await ownAccount.refuseUnproven(participant);
  return participant;
}

/** To somebody of another course, this one does not exist. */
function reachable(context: RouteContext, courseId: string): string {
  if (!reachesCourse(signedIn(context), courseId)) throw new AppError('not_found');
  return courseId;
}
