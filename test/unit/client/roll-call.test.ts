import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RollCall, RoomTrainee } from '../../../src/contract/attendance.ts';
import type { RouteBody } from '../../../src/contract/index.ts';
import { ClientError } from '../../../client/session/client-error.ts';
import { RollCallDraft } from '../../../client/session/roll-call.ts';
import { FakePage, noon, roomTrainee, signInAt } from './support/attendance.ts';

type Body = RouteBody<'PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call'>;

/** The room's record, as the server keeps it. */
class Room {
  rollCall: RollCall = {
    branchId: 'branch-1',
    revision: 0,
    heads: null,
    note: '',
    photoId: null,
    signedOffAt: null,
    signedOffBy: null,
  };
  trainees: RoomTrainee[] = [
    roomTrainee(1, { signIns: [signInAt(noon)] }),
    roomTrainee(2, { signIns: [signInAt(noon, { lateMinutes: 4 })] }),
    roomTrainee(3),
  ];
  /** What it took, oldest first. */
  readonly taken: Body[] = [];
  failure: ClientError | null = null;

  async save(body: Body): Promise<{ rollCall: RollCall; trainees: RoomTrainee[] }> {
    if (this.failure !== null) throw this.failure;
    if (body.revision !== this.rollCall.revision) throw new ClientError('conflict');
    this.taken.push(body);
    this.trainees = this.trainees.map((one) => {
      const mark = body.marks.find(({ traineeId }) => traineeId === one.traineeId);
      return mark ? { ...one, mark: { state: mark.state, at: noon, byName: '示例联络员' } } : one;
    });
    const signed = body.signOff || this.rollCall.signedOffAt !== null;
    this.rollCall = {
      ...this.rollCall,
      revision: this.rollCall.revision + 1,
      heads: body.heads,
      note: body.note ?? '',
      signedOffAt: signed ? noon : null,
      signedOffBy: signed ? '示例联络员' : null,
    };
    return this.known();
  }

  known(): { rollCall: RollCall; trainees: RoomTrainee[] } {
    return { rollCall: this.rollCall, trainees: this.trainees };
  }
}

let room: Room;
let page: FakePage;
let kept: string;
const drafts: RollCallDraft[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  room = new Room();
  page = new FakePage();
  kept = '';
  vi.stubGlobal('addEventListener', page.addEventListener);
  vi.stubGlobal('removeEventListener', page.removeEventListener);
});

afterEach(() => {
  for (const draft of drafts.splice(0)) draft.close();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(page.left, 'no listener survives a close').toBe(0);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(): RollCallDraft {
  const draft = new RollCallDraft(room.known(), {
    save: (body) => room.save(body),
    reload: () => draft.loaded(room.known()),
    store: {
      get: () => kept,
      set: (text) => {
        kept = text;
      },
    },
  });
  drafts.push(draft);
  return draft;
}

const quiet = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);
const states = (draft: RollCallDraft): unknown[] =>
  draft.state.get().lines.map(({ state, from }) => [state, from]);

describe('a roll call', () => {
  it('is proposed from the sign-ins, and nothing of that is sent before somebody says so', async () => {
    const draft = open();
    await quiet();
    expect(states(draft)).toEqual([
      ['present', 'signIn'],
      ['late', 'signIn'],
      [null, null],
    ]);
    expect(room.taken).toEqual([]);
    expect(draft.state.get().saving).toBe('saved');
  });

  it('is saved by itself when the hand rests, once for several taps', async () => {
    const draft = open();
    draft.mark('trainee-3', 'absent');
    draft.mark('trainee-3', 'leave');
    draft.mark('trainee-1', 'present');
    draft.count(2);
    expect(draft.state.get().saving).toBe('sending');
    await quiet();
    expect(room.taken).toHaveLength(1);
    expect(room.taken[0]).toMatchObject({ revision: 0, heads: 2, signOff: false });
    expect(states(draft)).toEqual([
      ['present', 'called'],
      ['late', 'signIn'],
      ['leave', 'called'],
    ]);
    expect(draft.state.get().saving).toBe('saved');
    expect(kept).toBe('');
  });

  it('is signed off with all that was proposed', async () => {
    const draft = open();
    draft.markRest('absent');
    draft.signOff('');
    await quiet();
    expect(room.taken.at(-1)).toMatchObject({ signOff: true, reason: '' });
    expect(room.taken.at(-1)?.marks).toEqual([
      { traineeId: 'trainee-1', state: 'present' },
      { traineeId: 'trainee-2', state: 'late' },
      { traineeId: 'trainee-3', state: 'absent' },
    ]);
    expect(draft.state.get()).toMatchObject({ saving: 'saved', signedOff: { byName: '示例联络员' } });
  });

  it('asks for a reason once it was signed off, and sends nothing before there is one', async () => {
    const draft = open();
    draft.markRest('absent');
    draft.signOff('');
    await quiet();
    const before = room.taken.length;
    draft.mark('trainee-3', 'present');
    await quiet();
    expect(draft.state.get().saving).toBe('reason');
    expect(room.taken).toHaveLength(before);
    draft.signOff('示例原因');
    await quiet();
    expect(room.taken.at(-1)).toMatchObject({
      reason: '示例原因',
      marks: [{ traineeId: 'trainee-3', state: 'present' }],
    });
    expect(draft.state.get().saving).toBe('saved');
  });

  it('can give up a change', async () => {
    room.rollCall = { ...room.rollCall, signedOffAt: noon, signedOffBy: '示例联络员' };
    const draft = open();
    draft.mark('trainee-3', 'present');
    draft.discard();
    await quiet();
    expect(states(draft).at(-1)).toEqual([null, null]);
    expect(kept).toBe('');
  });
});

describe('without a line', () => {
  it('is kept on the phone, says so, and goes out over a reload', async () => {
    room.failure = new ClientError('offline');
    const draft = open();
    draft.mark('trainee-3', 'absent');
    draft.signOff('');
    await quiet();
    expect(draft.state.get().saving).toBe('waiting');
    draft.close();
    room.failure = null;
    const again = open();
    expect(states(again).at(-1)).toEqual(['absent', 'here']);
    await quiet();
    expect(room.taken).toHaveLength(1);
    expect(room.taken[0]?.signOff).toBe(true);
    expect(again.state.get().saving).toBe('saved');
  });

  it('does not wait out its pause when the line comes back', async () => {
    room.failure = new ClientError('offline');
    const draft = open();
    draft.mark('trainee-3', 'absent');
    await vi.advanceTimersByTimeAsync(20_000);
    room.failure = null;
    page.tell('online');
    await vi.advanceTimersByTimeAsync(1);
    expect(room.taken).toHaveLength(1);
  });
});

describe('two phones of one room', () => {
  it('keep both words: what the other one saved stays, what was tapped here is sent upon it', async () => {
    const draft = open();
    await room.save({
      revision: 0,
      marks: [{ traineeId: 'trainee-1', state: 'late' }],
      heads: 3,
      signOff: false,
    });
    draft.mark('trainee-3', 'absent');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states(draft)).toEqual([
      ['late', 'called'],
      ['late', 'signIn'],
      ['absent', 'called'],
    ]);
    expect(draft.state.get()).toMatchObject({ heads: 3, saving: 'saved' });
  });

  it('do not go back to what an overtaken answer says', async () => {
    const draft = open();
    const old = room.known();
    draft.mark('trainee-3', 'absent');
    await quiet();
    draft.loaded(old);
    expect(states(draft).at(-1)).toEqual(['absent', 'called']);
  });
});

it('stops at a refusal, says why, and goes on with the next tap', async () => {
  const draft = open();
  room.failure = new ClientError('invalid_input');
  draft.mark('trainee-3', 'absent');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(draft.state.get()).toMatchObject({ saving: 'refused', error: { code: 'invalid_input' } });
  room.failure = null;
  draft.mark('trainee-3', 'leave');
  await quiet();
  expect(states(draft).at(-1)).toEqual(['leave', 'called']);
});
