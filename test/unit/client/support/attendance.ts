import type { RoomTrainee, SignIn, SignInWindow } from '../../../../src/contract/attendance.ts';
import type { Participant } from '../../../../src/contract/identity.ts';
import type { RouteName } from '../../../../src/contract/index.ts';
import type { Api } from '../../../../client/session/api.ts';
import type { Scanned } from '../../../../client/session/scan.ts';

export const minute = 60_000;
/** A moment of the server's clock that no machine's clock shows. */
export const noon = Date.UTC(2030, 2, 4, 4);

export function windowOf(change: Partial<SignInWindow> = {}): SignInWindow {
  return {
    windowId: 'lesson-1',
    kind: 'start',
    state: 'open',
    opensAt: noon - 30 * minute,
    inTimeUntil: noon + 5 * minute,
    closesAt: noon + 90 * minute,
    extendedMs: 0,
    ...change,
  };
}

export function signInAt(at: number, change: Partial<SignIn> = {}): SignIn {
  return {
    windowId: 'lesson-1',
    kind: 'start',
    method: 'code',
    at,
    lateMinutes: 0,
    branchId: 'branch-1',
    branchName: '示例分课堂',
    elsewhere: false,
    byName: null,
    ...change,
  };
}

export const trainee: Participant = {
  sessionId: 'session-1',
  role: 'trainee',
  name: '示例学员甲',
  courseId: 'course-1',
  branchId: 'branch-1',
  traineeId: 'trainee-1',
};

export function scannedAt(serverTime: number, change: Partial<Scanned> = {}): Scanned {
  return {
    pass: 'a pass of this device',
    passUntil: serverTime + 5 * minute,
    courseId: 'course-1',
    courseName: '示例培训班',
    lesson: { lessonId: 'lesson-1', title: '示例课程', lecturerName: '示例老师', startsAt: noon },
    branchId: 'branch-1',
    branchName: '示例分课堂',
    window: windowOf(),
    serverTime,
    known: trainee,
    own: { windows: [windowOf()], signIns: [], request: null },
    elsewhere: null,
    question: {
      label: '示例',
      courseName: '示例培训班',
      branchName: '示例分课堂',
      numberPart: 'whole',
      numberLabel: '',
      help: '',
    },
    ...change,
  };
}

export function roomTrainee(place: number, change: Partial<RoomTrainee> = {}): RoomTrainee {
  return {
    traineeId: `trainee-${place}`,
    number: `2030000${place}`,
    name: `示例学员${place}`,
    port: false,
    signIns: [],
    mark: null,
    ...change,
  };
}

/** A request that somebody made, to be answered by hand. */
export interface Asked {
  name: RouteName;
  input: unknown;
  /** The session that it speaks for. */
  sessionId: string | undefined;
  answer: (output: unknown) => void;
  fail: (error: Error) => void;
}

/** The server's routes, moved by hand: nothing is answered that a test does not answer. */
export class FakeRoutes {
  readonly asked: Asked[] = [];

  api(sessionId?: string): Api {
    return {
      request: (name, input) =>
        new Promise((resolve, reject) => {
          this.asked.push({
            name,
            input,
            sessionId,
            // A test answers with what the contract says; the type of the route is not known here.
            answer: (output) => resolve(output as never),
            fail: reject,
          });
        }),
      address: () => '/nowhere',
      upload: () => Promise.reject(new Error('nothing is uploaded here')),
      download: () => Promise.reject(new Error('nothing is downloaded here')),
    };
  }

  /** The oldest request that was not taken yet; throws when there is none. */
  next(name: RouteName): Asked {
    const found = this.asked.shift();
    if (found?.name !== name) throw new Error(`${name} was not asked for, but ${String(found?.name)}`);
    return found;
  }
}

/** What a page of a browser has, as far as session code asks for it. */
export class FakePage {
  visibilityState: 'visible' | 'hidden' = 'visible';
  readonly #listeners = new Map<string, Set<() => void>>();

  readonly addEventListener = (name: string, listener: () => void): void => {
    const known = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, known.add(listener));
  };

  readonly removeEventListener = (name: string, listener: () => void): void => {
    this.#listeners.get(name)?.delete(listener);
  };

  tell(name: string): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener();
  }

  /** Listeners that nobody removed. */
  get left(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }
}
