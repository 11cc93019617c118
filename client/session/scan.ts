import type {
  OwnAttendance,
  SignIn,
  SignInAnswer,
  SignInRequest,
  SignInWindow,
} from '../../src/contract/attendance.ts';
import type { Participant } from '../../src/contract/identity.ts';
import type { RouteOutput } from '../../src/contract/index.ts';
import { createApi, type Api } from './api.ts';
import { signInOf, windowState } from './attendance.ts';
import { ClientError } from './client-error.ts';
import { ServerClock } from './clock.ts';
import { State } from './observable.ts';
import { elsewhereOf, elsewhereRefusal, opensAtOf, scanRefusal } from './scan-refusal.ts';
import { readKept, type KeptScan, type ScanStore } from './scan-store.ts';
import { SignInSender } from './sign-in-sender.ts';

/** What the server says of a scanned code. */
export type Scanned = RouteOutput<'POST /api/sign-in/scan'>;

/** Milliseconds between two tries to reach the server with a code, and between two looks at a request that waits. */
const againMs = 1_500;
const lookMs = 2_500;
/** Hundreds of phones wait for the same moment: each waits up to so many milliseconds longer. */
const openingSpreadMs = 1_500;
/** The longest time that a browser's timer takes. */
const longestTimerMs = 2_000_000_000;

/** What somebody who scanned a code sees. */
export type ScanState =
  /** `unreachable`: the server could not be reached yet; it goes on trying. */
  | { kind: 'opening'; unreachable: boolean }
  /** Nobody can sign in with this code; `scan` is there when it was good once. */
  | { kind: 'refused'; error: ClientError; scan: Scanned | null }
  /** Nobody is known on this device, or somebody else wants to sign in with it. */
  | { kind: 'asking'; scan: Scanned }
  | ({ kind: 'ready' } & Known)
  /** It signs in by itself when the window opens. */
  | ({ kind: 'early' } & Known)
  | ({ kind: 'sending' } & Known)
  /** Not received as far as this page knows. */
  | ({ kind: 'unsent' } & Known)
  /** A second person on this device: the liaison has to confirm. */
  | ({ kind: 'waiting'; request: SignInRequest } & Known)
  | ({ kind: 'denied' } & Known)
  | ({ kind: 'done'; signIn: SignIn; already: boolean } & Known);

/** Who signs in, and where. */
export interface Known {
  scan: Scanned;
  me: Participant;
}

/** What a visit stands on; tests put their own in its place. */
export interface ScanGround {
  api: (sessionId?: string) => Api;
  store: ScanStore;
}

/** One scanned code from the scan to "received": what is not received stays on this device and goes out by itself. */
export class ScanVisit {
  readonly state = new State<ScanState>({ kind: 'opening', unreachable: false });
  readonly #code: string;
  readonly #ground: ScanGround;
  readonly #clock = new ServerClock();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sender: SignInSender<SignInAnswer> | null = null;
  #own: OwnAttendance | null = null;
  #closed = false;

  constructor(code: string, ground: ScanGround) {
    this.#code = code;
    this.#ground = ground;
    document.addEventListener('visibilitychange', this.#shown);
    const kept = readKept(ground.store.get(), code, Date.now());
    if (kept === null) void this.#scan();
    else this.#restore(kept);
  }

  /** Milliseconds by the server's clock, whatever this device's says. */
  serverNow(): number {
    return this.#clock.now();
  }

  /** What is on record of the person in this lesson; null while nobody is known. */
  own(): OwnAttendance | null {
    return this.#own;
  }

  /** The one tap. */
  readonly tap = (): void => {
    if (this.state.get().kind === 'ready') this.#send();
  };

  /** Somebody else has this device in hand. */
  readonly other = (): void => {
    const state = this.state.get();
    if (!('scan' in state) || state.scan === null) return;
    this.#stopSending();
    this.state.set({ kind: 'asking', scan: state.scan });
  };

  /**
   * The person has said who they are: that is their tap, too, unless the room is not theirs; then they see so first. Rejects
   * with ClientError, for example `identify_failed`.
   */
  async identify(who: { name: string; number: string }): Promise<void> {
    const state = this.state.get();
    if (state.kind !== 'asking') return;
    const { scan } = state;
    const askedAt = performance.now();
    const { participant, own, elsewhere, serverTime } = await this.#ground
      .api()
      .request('POST /api/sign-in/identify', { body: { pass: scan.pass, ...who } });
    if (this.#closed) return;
    this.#clock.correct(serverTime, askedAt);
    this.#meet({ scan: { ...scan, known: participant, own, elsewhere }, me: participant }, own);
    if ((elsewhere?.branchName ?? null) === null) this.tap();
    this.#keep();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#sender?.close();
    document.removeEventListener('visibilitychange', this.#shown);
  }

  async #scan(): Promise<void> {
    const askedAt = performance.now();
    try {
      const scan = await this.#ground.api().request('POST /api/sign-in/scan', { body: { code: this.#code } });
      if (this.#closed) return;
      this.#clock.correct(scan.serverTime, askedAt);
      if (scan.known === null) this.state.set({ kind: 'asking', scan });
      else this.#meet({ scan, me: scan.known }, scan.own);
      this.#keep();
    } catch (thrown) {
      const error = ClientError.from(thrown);
      if (this.#closed) return;
      if (!error.isPassing) this.state.set({ kind: 'refused', error: scanRefusal(error), scan: null });
      else {
        this.state.set({ kind: 'opening', unreachable: true });
        this.#timer = setTimeout(() => void this.#scan(), againMs);
      }
    }
  }

  /** Where a known person stands. */
  #meet(known: Known, own: OwnAttendance | null): void {
    this.#own = own;
    const { windowId } = known.scan.window;
    const signIn = signInOf(own?.signIns ?? [], windowId);
    const request = own?.request?.windowId === windowId ? own.request : null;
    const elsewhere = elsewhereOf(known);
    if (signIn !== null) this.state.set({ kind: 'done', signIn, already: true, ...known });
    else if (request?.state === 'waiting') this.#wait(known, request);
    else if (elsewhere?.allowed === false) this.#refused(elsewhereRefusal(elsewhere), known);
    else if (windowState(known.scan.window, this.serverNow()) === 'early') this.#waitForOpening(known);
    else this.state.set({ kind: 'ready', ...known });
  }

  #waitForOpening(known: Known): void {
    this.state.set({ kind: 'early', ...known });
    const untilMs = known.scan.window.opensAt - this.serverNow() + Math.random() * openingSpreadMs;
    this.#plan(untilMs, () => this.#open());
  }

  /** A phone that slept may have missed the moment: its timers stood still. */
  readonly #shown = (): void => {
    if (document.visibilityState === 'visible') this.#open();
  };

  #open(): void {
    const state = this.state.get();
    if (state.kind !== 'early') return;
    if (windowState(state.scan.window, this.serverNow()) === 'early') this.#waitForOpening(state);
    else this.#send();
  }

  #send(): void {
    const state = this.state.get();
    if (!('me' in state)) return;
    const { scan, me } = state;
    clearTimeout(this.#timer);
    this.#sender?.close();
    const api = this.#ground.api(me.sessionId);
    const sender = new SignInSender(() =>
      api.request('POST /api/courses/:courseId/sign-ins', {
        params: { courseId: scan.courseId },
        body: { pass: scan.pass },
      }),
    );
    this.#sender = sender;
    sender.state.subscribe(() => this.#sent(sender, { scan, me }));
    sender.tap();
  }

  #sent(sender: SignInSender<SignInAnswer>, known: Known): void {
    const sending = sender.state.get();
    switch (sending.kind) {
      case 'idle':
        return;
      case 'sending':
      case 'unsent':
        this.state.set({ kind: sending.kind, ...known });
        break;
      case 'refused':
        this.#refused(sending.error, known);
        break;
      case 'answered':
        if (sending.answer.state === 'waiting') this.#wait(known, sending.answer.request);
        else this.state.set({ kind: 'done', signIn: sending.answer.signIn, already: false, ...known });
        break;
    }
    this.#keep();
  }

  #refused(error: ClientError, known: Known): void {
    const opensAt = opensAtOf(error);
    if (opensAt === null) this.state.set({ kind: 'refused', error, scan: known.scan });
    else {
      const window: SignInWindow = { ...known.scan.window, opensAt };
      this.#waitForOpening({ ...known, scan: { ...known.scan, window } });
    }
  }

  #wait(known: Known, request: SignInRequest): void {
    const isDenied = request.state === 'denied';
    this.state.set(isDenied ? { kind: 'denied', ...known } : { kind: 'waiting', request, ...known });
    // Who was denied talks to the liaison, who may then enter them: the page shows that, too.
    if (!isDenied || this.serverNow() < known.scan.passUntil) {
      this.#plan(lookMs, () => void this.#look(known, request));
    }
    this.#keep();
  }

  /** Asks whether the liaison has decided, or entered the person. */
  async #look(known: Known, request: SignInRequest): Promise<void> {
    const { scan, me } = known;
    const own = await this.#ground
      .api(me.sessionId)
      .request('GET /api/courses/:courseId/lessons/:lessonId/attendance/own', {
        params: { courseId: scan.courseId, lessonId: scan.lesson.lessonId },
      })
      .catch(() => null);
    const state = this.state.get();
    if (this.#closed || (state.kind !== 'waiting' && state.kind !== 'denied')) return;
    const signIn = signInOf(own?.signIns ?? [], scan.window.windowId);
    if (own !== null) this.#own = own;
    if (signIn !== null) this.state.set({ kind: 'done', signIn, already: false, ...known });
    else this.#wait(known, own?.request ?? request);
    this.#keep();
  }

  #stopSending(): void {
    clearTimeout(this.#timer);
    this.#sender?.close();
    this.#sender = null;
  }

  #plan(ms: number, what: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(what, Math.min(longestTimerMs, Math.max(0, ms)));
  }

  /** A reload within the pass's time goes on where this page is: the code itself is old by then. */
  #keep(): void {
    const state = this.state.get();
    if (!('scan' in state) || state.scan === null) return;
    this.#ground.store.set({
      code: this.#code,
      scan: state.scan,
      me: 'me' in state ? state.me : null,
      signIn: state.kind === 'done' ? state.signIn : null,
      tapped: state.kind === 'sending' || state.kind === 'unsent',
      clockMs: this.serverNow() - Date.now(),
    });
  }

  #restore(kept: KeptScan): void {
    this.#clock.correct(Date.now() + kept.clockMs, performance.now());
    const { scan, me, signIn, tapped } = kept;
    if (me === null) this.state.set({ kind: 'asking', scan });
    else if (signIn !== null) this.state.set({ kind: 'done', signIn, already: true, scan, me });
    else {
      this.#meet({ scan, me }, scan.known?.sessionId === me.sessionId ? scan.own : null);
      if (tapped) this.tap();
    }
  }
}

/** Opens a visit of this page. */
export function openScan(code: string, store: ScanStore): ScanVisit {
  return new ScanVisit(code, { api: (sessionId) => createApi(sessionId), store });
}
