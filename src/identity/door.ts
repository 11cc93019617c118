import type { EntryQuestion } from '../contract/entry.ts';
import { deviceCookieName, sessionCookieName, type Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import type { RouteContext } from '../lib/feature.ts';
import type { Identity } from './service.ts';
import type { Device, OpenedSession } from './sessions.ts';

/** Seconds for which a browser keeps a session: longer than any course, because a screen must come back by itself. */
const cookieLife = 180 * 24 * 3600;
/** Characters of a User-Agent header that are kept: it tells the owner which device it was, and some are endless. */
const userAgentKept = 300;

/** Opening a session over HTTP: which device asks, and the cookies that the answer sets. */
export class Door {
  readonly #identity: Identity;
  readonly #clock: Clock;

  constructor(identity: Identity, clock: Clock) {
    this.#identity = identity;
    this.#clock = clock;
  }

  /** The device that asks. One that is new gets its cookie with the answer, whatever that is. */
  device(context: RouteContext): Device & { id: string } {
    const name = deviceCookieName(context.secure);
    const { id, newCookie } = this.#identity.device(context.cookie(name));
    if (newCookie !== null) context.setCookie(name, newCookie, cookieLife);
    return { id, userAgent: context.userAgent.slice(0, userAgentKept) };
  }

  admit(context: RouteContext, { participant, secret }: OpenedSession) {
    const { sessionId, role } = participant;
    context.setCookie(sessionCookieName(sessionId, context.secure), secret, cookieLife);
    context.log.info({ participant: sessionId, role }, 'a session was opened');
    return { participant, serverTime: this.#clock.now() };
  }

  /**
   * The device that asks, and whom it is known as in a course: the trainee or port that was there last. A browser that has
   * lost the session's cookie gets it again, as with a link.
   */
  async known(
    context: RouteContext,
    courseId: string,
  ): Promise<{ deviceId: string | null; participant: Participant | undefined }> {
    const device = this.device(context);
    const { entry } = this.#identity;
    const found = await entry.known(courseId, device);
    if (found === undefined) return { deviceId: device.id, participant: undefined };
    const name = sessionCookieName(found, context.secure);
    const secret = context.cookie(name);
    const cookie = secret === undefined ? undefined : `${name}=${secret}`;
    const here = await this.#identity.authenticate(found, cookie);
    if (here) return { deviceId: device.id, participant: here };
    const opened = await entry.comeBack(courseId, device);
    return { deviceId: device.id, participant: opened && this.admit(context, opened).participant };
  }

  /** Who stands at a branch's code says who they are. Throws as `Entry.identify` does. */
  async identify(
    context: RouteContext,
    at: { courseId: string; branchId: string | null },
    who: { name: string; number: string },
  ): Promise<Participant> {
    const opened = await this.#identity.entry.identifyAt(at, who, this.device(context));
    return this.admit(context, opened).participant;
  }

  /** What a person has to be asked who is new in a course. */
  question(courseId: string, branchId: string, label: string): Promise<EntryQuestion> {
    return this.#identity.entry.questionAt(courseId, branchId, label);
  }
}
