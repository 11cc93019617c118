import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvidence } from '../../src/patrol/evidence.ts';
import { insertFinding } from '../../src/patrol/finding-records.ts';
import { insertRound, insertSighting } from '../../src/patrol/round-records.ts';
import type { patrolFinding, patrolSighting } from '../../src/store/schema/index.ts';
import { course, lesson as lessonTable } from '../../src/store/schema/index.ts';
import { freshStore } from '../support/database.ts';
import { still } from '../support/pictures.ts';

const startedAt = new Date('2030-01-07T02:00:00Z');
const later = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000);
const lesson = { courseId: 'course', title: '示例课', lecturerName: '示例老师', kind: 'lecture' as const };

let store: Awaited<ReturnType<typeof freshStore>>;

const sighting = (over: Partial<typeof patrolSighting.$inferSelect>) => ({
  id: 'one',
  lessonId: 'lesson',
  roundId: null,
  tileId: 'room-1',
  outcome: 'inOrder' as const,
  here: true,
  headCount: null,
  sessionId: 'session',
  by: '示例巡查员',
  at: startedAt,
  ...over,
});

const finding = (id: string, over: Partial<typeof patrolFinding.$inferInsert> = {}) => ({
  id,
  courseId: 'course',
  lessonId: 'lesson',
  tileId: 'room-1',
  of: 'branch' as const,
  branchId: 'room-1',
  name: '示例分课堂',
  kind: 'phone' as const,
  note: '',
  filedAt: startedAt,
  filedBySessionId: 'session',
  filedBy: '示例巡查员',
  filedByRole: 'inspector' as const,
  ...over,
});

beforeAll(async () => {
  store = await freshStore();
  await store.db.insert(course).values({ id: 'course', name: '示例培训班' });
  for (const id of ['lesson', 'other']) {
    await store.db
      .insert(lessonTable)
      .values({ ...lesson, id, startsAt: startedAt, endsAt: later(3_600), startedAt });
  }
  await insertRound(store.db, {
    id: 'round',
    courseId: 'course',
    lessonId: 'lesson',
    number: 1,
    plannedMinute: null,
    ports: false,
    startedAt,
    endedAt: null,
  });
});
afterAll(() => store.close());

describe('the evidence of patrol', () => {
  it('says who saw which room of a lesson, when, with how many heads', async () => {
    await insertSighting(
      store.db,
      sighting({ id: 'late', at: later(60), headCount: 27, outcome: 'finding' }),
    );
    await insertSighting(store.db, sighting({ id: 'early', at: later(10), roundId: 'round', headCount: 30 }));
    await insertSighting(store.db, sighting({ id: 'elsewhere', lessonId: 'other', tileId: 'room-2' }));
    const evidence = createEvidence(store);
    const by = '示例巡查员';
    const early = {
      tileId: 'room-1',
      at: later(10).getTime(),
      by,
      outcome: 'inOrder',
      here: true,
      headCount: 30,
      round: 1,
    };
    const last = { ...early, at: later(60).getTime(), outcome: 'finding', headCount: 27, round: null };
    expect(await evidence.seenInLesson('lesson')).toEqual([early, last]);
    const lastSeen = await evidence.lastSeenOf('lesson');
    expect(lastSeen.get('room-1')).toEqual(last);
    expect(lastSeen.has('room-2')).toBe(false);
    expect(await evidence.seenInLesson('no-such-lesson')).toEqual([]);
    // A later look at a room that nobody is in any more takes nothing from what was seen of it.
    const gone = sighting({ id: 'gone', at: later(120), outcome: 'absent', here: false });
    await insertSighting(store.db, gone);
    await insertSighting(store.db, { ...gone, id: 'never', tileId: 'room-3' });
    const looks = await evidence.lastSeenOf('lesson');
    expect(looks.get('room-1')).toEqual(last);
    expect(looks.get('room-3')).toMatchObject({ outcome: 'absent', here: false });
  });

  it('counts the findings that wait', async () => {
    const settled = {
      settlement: '好',
      settledBy: '示例主办方',
      settledAt: later(90),
      state: 'settled' as const,
    };
    const answered = {
      answer: '好',
      answeredBy: '示例联络员',
      answeredAt: later(80),
      state: 'answered' as const,
    };
    await insertFinding(store.db, finding('a'), null);
    const picture = {
      type: 'image/jpeg',
      width: 64,
      height: 36,
      content: still(1),
      bytes: still(1).length,
    } as const;
    await insertFinding(store.db, finding('b', answered), picture);
    await insertFinding(store.db, finding('c', settled), null);
    const evidence = createEvidence(store);
    expect([...(await evidence.openFindings('lesson'))]).toEqual([['room-1', 2]]);
    expect(await evidence.waitingFindings('course')).toEqual({ open: 1, answered: 1 });
    expect(await evidence.openFindings('other')).toEqual(new Map());
  });
});
