import type { MarkState, RollCall, RoomTrainee } from '../../src/contract/attendance.ts';
import type { RouteBody, RouteOutput } from '../../src/contract/index.ts';
import { ClientError } from './client-error.ts';
import { State } from './observable.ts';

type RollCallRoute = 'PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call';
type Body = RouteBody<RollCallRoute>;
type Answer = RouteOutput<RollCallRoute>;

/** Milliseconds without a tap after which what was tapped goes out. */
const quietMs = 700;
/** Pause before the next try, in milliseconds: grows from the first to the second. */
const firstPauseMs = 1_000;
const longestPauseMs = 6_000;

/** What was tapped here and the server has not taken yet. A field that is missing was not touched. */
export interface Unsaved {
  marks: Record<string, MarkState>;
  heads?: number | null;
  note?: string;
  photoId?: string | null;
  /** The liaison signs off, with the reason for changing what was signed off before. */
  signOff?: { reason: string };
}

/** One line of the roll call. */
export interface RollCallLine {
  trainee: RoomTrainee;
  /** Null while nothing is known of the person. */
  state: MarkState | null;
  /** `called`: the server has it; `here`: tapped on this phone; `signIn`: proposed, because the person signed in. */
  from: 'called' | 'here' | 'signIn' | null;
}

export interface RollCallState {
  lines: readonly RollCallLine[];
  heads: number | null;
  note: string;
  photoId: string | null;
  signedOff: { at: number; byName: string } | null;
  /** `waiting`: not received yet, goes out by itself; `reason`: a change of what was signed off waits for its reason. */
  saving: 'saved' | 'sending' | 'waiting' | 'reason' | 'refused';
  error: ClientError | null;
}

export interface RollCallGround {
  save(body: Body): Promise<Answer>;
  /** Asks for the room again: somebody else has changed it. It comes back through `loaded`. */
  reload(): void;
  store: { get(): string | null; set(text: string): void };
}

const nothing: Unsaved = { marks: {} };

/** What a sign-in to the lesson's own window says of the roll call; null when there is none. */
export function proposal({ signIns }: RoomTrainee): MarkState | null {
  const own = signIns.find(({ kind }) => kind === 'start');
  if (own === undefined) return null;
  return own.lateMinutes > 0 ? 'late' : 'present';
}

/**
 * A roll call on the liaison's phone. What is tapped is kept on the phone until the server has it, over drops of the line
 * and reloads. Until it is signed off it is saved by itself; afterwards a change goes out with a reason only.
 */
export class RollCallDraft {
  readonly state: State<RollCallState>;
  readonly #ground: RollCallGround;
  #known: { rollCall: RollCall; trainees: readonly RoomTrainee[] };
  #unsaved: Unsaved;
  #sending = false;
  #failures = 0;
  #error: ClientError | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(known: { rollCall: RollCall; trainees: readonly RoomTrainee[] }, ground: RollCallGround) {
    this.#known = known;
    this.#ground = ground;
    this.#unsaved = readUnsaved(ground.store.get());
    this.state = new State(this.#view());
    globalThis.addEventListener('online', this.#hurry);
    this.#plan(0);
  }

  /** The room as the server has it now. */
  loaded(known: { rollCall: RollCall; trainees: readonly RoomTrainee[] }): void {
    const newer = known.rollCall.revision !== this.#known.rollCall.revision;
    // An answer that was overtaken by a save of our own is older than what is known.
    if (known.rollCall.revision < this.#known.rollCall.revision) return;
    this.#known = known;
    this.#publish();
    if (newer && !this.#sending) this.#plan(0);
  }

  mark(traineeId: string, state: MarkState): void {
    this.#change({ marks: { ...this.#unsaved.marks, [traineeId]: state } });
  }

  /** Everybody of whom nothing is known. */
  markRest(state: MarkState): void {
    const rest = this.state.get().lines.filter((line) => line.state === null);
    const marks = Object.fromEntries(rest.map(({ trainee }) => [trainee.traineeId, state]));
    this.#change({ marks: { ...this.#unsaved.marks, ...marks } });
  }

  count(heads: number | null): void {
    this.#change({ heads });
  }

  say(note: string): void {
    this.#change({ note });
  }

  photo(photoId: string | null): void {
    this.#change({ photoId });
  }

  /**
   * The liaison stands by it, with all that was proposed.
   * @param reason why it is changed, once it was signed off; empty for the first time
   */
  signOff(reason: string): void {
    this.#error = null;
    this.#unsaved = { ...this.#unsaved, signOff: { reason } };
    this.#publish();
    this.#plan(0);
  }

  /** Gives up what was not taken. */
  discard(): void {
    this.#unsaved = nothing;
    this.#error = null;
    this.#publish();
  }

  /** Idempotent. What is unsaved stays on the device. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    globalThis.removeEventListener('online', this.#hurry);
  }

  readonly #hurry = (): void => {
    if (this.#failures > 0) this.#plan(0);
  };

  #change(change: Partial<Unsaved>): void {
    this.#unsaved = { ...this.#unsaved, ...change };
    this.#error = null;
    this.#publish();
    this.#plan(quietMs);
  }

  #plan(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#save(), ms);
  }

  async #save(): Promise<void> {
    if (this.#sending || this.#closed || !this.#mayGo()) return;
    const sent = this.#unsaved;
    this.#sending = true;
    this.#publish();
    try {
      const { rollCall, trainees } = await this.#ground.save(this.#body(sent));
      this.#failures = 0;
      this.#known = { rollCall, trainees };
      this.#unsaved = without(this.#unsaved, sent);
    } catch (thrown) {
      this.#failed(ClientError.from(thrown));
    }
    this.#sending = false;
    this.#publish();
    if (this.#failures === 0 && this.#error === null) this.#plan(0);
  }

  /** Whether there is something that can go out as it is. */
  #mayGo(): boolean {
    if (isEmpty(this.#unsaved) || this.#error !== null) return false;
    return this.#known.rollCall.signedOffAt === null || this.#unsaved.signOff !== undefined;
  }

  #failed(error: ClientError): void {
    if (error.code === 'conflict') {
      this.#failures += 1;
      this.#ground.reload();
      // Should the reload be lost, too, the next try finds the same and asks again.
    } else if (error.isPassing) this.#failures += 1;
    else {
      this.#failures = 0;
      this.#error = error;
      return;
    }
    this.#plan(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures - 1, 6)));
  }

  #body(sent: Unsaved): Body {
    const { rollCall } = this.#known;
    const lines = this.#lines(sent).filter(
      ({ from }) => from === 'here' || (sent.signOff && from === 'signIn'),
    );
    return {
      revision: rollCall.revision,
      marks: lines.flatMap(({ trainee, state }) =>
        state === null ? [] : [{ traineeId: trainee.traineeId, state }],
      ),
      heads: sent.heads === undefined ? rollCall.heads : sent.heads,
      note: sent.note ?? rollCall.note,
      photoId: sent.photoId === undefined ? rollCall.photoId : sent.photoId,
      signOff: sent.signOff !== undefined,
      reason: sent.signOff?.reason ?? '',
    };
  }

  #lines(unsaved: Unsaved): RollCallLine[] {
    return this.#known.trainees.map((trainee): RollCallLine => {
      const here = unsaved.marks[trainee.traineeId];
      if (here !== undefined) return { trainee, state: here, from: 'here' };
      if (trainee.mark !== null) return { trainee, state: trainee.mark.state, from: 'called' };
      const state = proposal(trainee);
      return { trainee, state, from: state === null ? null : 'signIn' };
    });
  }

  #view(): RollCallState {
    const { rollCall } = this.#known;
    const { signedOffAt, signedOffBy } = rollCall;
    return {
      lines: this.#lines(this.#unsaved),
      heads: this.#unsaved.heads === undefined ? rollCall.heads : this.#unsaved.heads,
      note: this.#unsaved.note ?? rollCall.note,
      photoId: this.#unsaved.photoId === undefined ? rollCall.photoId : this.#unsaved.photoId,
      signedOff: signedOffAt === null ? null : { at: signedOffAt, byName: signedOffBy ?? '' },
      saving: this.#saving(),
      error: this.#error,
    };
  }

  #saving(): RollCallState['saving'] {
    if (this.#error !== null) return 'refused';
    if (isEmpty(this.#unsaved)) return 'saved';
    if (!this.#mayGo()) return 'reason';
    return this.#failures > 0 ? 'waiting' : 'sending';
  }

  #publish(): void {
    this.#ground.store.set(isEmpty(this.#unsaved) ? '' : JSON.stringify(this.#unsaved));
    if (!this.#closed) this.state.set(this.#view());
  }
}

function isEmpty({ marks, heads, note, photoId, signOff }: Unsaved): boolean {
  return (
    Object.keys(marks).length === 0 &&
    heads === undefined &&
    note === undefined &&
    photoId === undefined &&
    signOff === undefined
  );
}

/** What is left to send after `sent` was taken: what was tapped meanwhile. */
function without(now: Unsaved, sent: Unsaved): Unsaved {
  const marks = Object.fromEntries(
    Object.entries(now.marks).filter(([traineeId, state]) => sent.marks[traineeId] !== state),
  );
  return {
    marks,
    ...(now.heads === undefined || now.heads === sent.heads ? {} : { heads: now.heads }),
    ...(now.note === undefined || now.note === sent.note ? {} : { note: now.note }),
    ...(now.photoId === undefined || now.photoId === sent.photoId ? {} : { photoId: now.photoId }),
    ...(now.signOff === undefined || now.signOff === sent.signOff ? {} : { signOff: now.signOff }),
  };
}

const markStates: readonly string[] = ['present', 'late', 'leave', 'absent'] satisfies MarkState[];

function isMarkState(value: unknown): value is MarkState {
  return typeof value === 'string' && markStates.includes(value);
}

/** As it was written here; what is broken is left out. */
function readUnsaved(text: string | null): Unsaved {
  if (text === null || text === '') return nothing;
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null) return nothing;
    const [marks, heads, note, photoId, signOff]: unknown[] = [
      'marks',
      'heads',
      'note',
      'photoId',
      'signOff',
    ].map((key): unknown => Reflect.get(found, key));
    const reason: unknown =
      typeof signOff === 'object' && signOff !== null ? Reflect.get(signOff, 'reason') : undefined;
    return {
      marks:
        typeof marks === 'object' && marks !== null
          ? Object.fromEntries(
              Object.entries(marks).flatMap(([traineeId, state]: [string, unknown]) =>
                isMarkState(state) ? [[traineeId, state] as const] : [],
              ),
            )
          : {},
      ...(typeof heads === 'number' || heads === null ? { heads } : {}),
      ...(typeof note === 'string' ? { note } : {}),
      ...(typeof photoId === 'string' || photoId === null ? { photoId } : {}),
      ...(typeof reason === 'string' ? { signOff: { reason } } : {}),
    };
  } catch {
    return nothing;
  }
}
