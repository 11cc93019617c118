import ExcelJS from 'exceljs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { courseRoutes } from '../../src/contract/course.ts';
import { patrolRoutes, type RoundTile } from '../../src/contract/patrol.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { enter, type Member } from '../support/classroom-member.ts';
import { sendStill } from '../support/patrol.ts';
import { still } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

let server: TestServer;
let demo: Demo;

beforeEach(async () => {
  server = await startServer();
  demo = await makeDemo(server);
});
afterEach(() => server.close());

const come = async (role: Parameters<Demo['paths']>[0], index = 0): Promise<Member> =>
  enter(await signIn(server.url, at(demo.paths(role), index)));

const idOf = ({ session }: Member): string => session.participant.sessionId;

/** How many unseen rooms each has. */
function shares(tiles: readonly RoundTile[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { assignedTo, seen } of tiles) {
    if (seen === null) counts.set(assignedTo, (counts.get(assignedTo) ?? 0) + 1);
  }
  return counts;
}

describe('a round', () => {
  it('is dealt out, dealt anew when somebody comes or leaves, and counts every room once', async () => {
    const organiser = await enter(demo.organiser, (await lessonOf(demo)).id);
    const first = await come('inspector');
    const start = { roundId: 'round-1', ports: false };
    const { round } = await organiser.run('patrol.startRound', start);
    const branches = demo.paths('screen').length;
    expect(round).toMatchObject({ number: 1, total: branches, seen: 0, endedAt: null });
    expect((await organiser.run('patrol.startRound', start)).round).toEqual(round);
    const told = await first.heard('patrol.roundChanged', (news) => news.round?.roundId === 'round-1');
    expect(shares(told.tiles)).toEqual(new Map([[idOf(first), branches]]));

    // The lecturer says that they help.
    const second = await come('lecturer');
    await second.run('patrol.duty', { on: true });
    const dealt = await organiser.run('patrol.round', {});
    const halves = shares(dealt.tiles);
    expect(halves.get(idOf(first))).toBe(Math.ceil(branches / 2));
    expect(halves.get(idOf(second))).toBe(Math.floor(branches / 2));
    expect(dealt.duty.map(({ sessionId }) => sessionId).sort()).toEqual([idOf(first), idOf(second)].sort());

    const screen = await come('screen');
    const ownId = screen.session.participant.branchId;
    const own = at(
      dealt.tiles.filter(({ tileId }) => tileId === ownId),
      0,
    );
    const mark = { markId: 'mark-1', tileId: own.tileId, headCount: 3 };
    const { seen, already } = await first.run('patrol.mark', mark);
    expect(already).toBe(false);
    expect(seen).toMatchObject({ outcome: 'inOrder', by: first.session.participant.name });
    expect(await first.run('patrol.mark', mark)).toEqual({ seen, already: false });
    expect(await second.run('patrol.mark', { markId: 'mark-2', tileId: own.tileId })).toEqual({
      seen,
      already: true,
    });
    await expect(second.run('patrol.mark', { ...mark })).rejects.toThrow('invalid_input');
    const news = await organiser.heard('patrol.roundChanged', (data) => data.round?.seen === 1);
    expect(news.tiles.find(({ tileId }) => tileId === own.tileId)).toMatchObject({
      assignedTo: null,
      seen: { ...seen, headCount: 3 },
    });

    const [other, empty] = [0, 1].map((place) =>
      at(
        dealt.tiles.filter(({ assignedTo, tileId }) => assignedTo === idOf(second) && tileId !== ownId),
        place,
      ),
    );
    if (!other || !empty) throw new Error('the second inspector has no rooms');
    // Whoever marks a room in which nobody is has seen that, and not that all is in order.
    const unseen = { markId: 'mark-3', tileId: empty.tileId };
    const marked = await second.run('patrol.mark', unseen);
    expect(marked.seen.outcome).toBe('absent');
    expect(await second.run('patrol.mark', unseen)).toEqual(marked);
    const filed = {
      findingId: 'finding-1',
      tileId: other.tileId,
      kind: 'emptySeats',
      picture: null,
    } as const;
    expect((await second.run('patrol.file', filed)).finding.round).toEqual({ roundId: 'round-1', number: 1 });
    await second.run('classroom.leave', {});
    await expect
      .poll(async () => shares((await organiser.run('patrol.round', {})).tiles))
      .toEqual(new Map([[idOf(first), branches - 3]]));
    const { tiles } = await organiser.run('patrol.wall', {});
    expect(tiles.find(({ tileId }) => tileId === own.tileId)).toMatchObject({
      heads: { count: 3 },
      lastSeen: { outcome: 'inOrder' },
    });
    expect(tiles.find(({ tileId }) => tileId === other.tileId)).toMatchObject({
      openFindings: 1,
      lastSeen: { outcome: 'finding' },
    });
    const ended = await organiser.run('patrol.endRound', { roundId: 'round-1' });
    expect(ended.round).toMatchObject({ seen: 3, absent: 2, findings: 1, total: branches });
    expect((await organiser.run('patrol.endRound', { roundId: 'round-1' })).round).toEqual(ended.round);
    const read = await demo.organiser.request('GET', `/api/courses/${demo.courseId}/rounds/round-1`);
    const { output } = patrolRoutes['GET /api/courses/:courseId/rounds/:roundId'];
    const { round: kept, tiles: rooms } = output.parse(await read.json());
    expect(kept).toEqual(ended.round);
    expect(rooms.filter(({ seen: one }) => one !== null)).toHaveLength(3);
    const list = await demo.organiser.request('GET', `/api/courses/${demo.courseId}/rounds`);
    expect(patrolRoutes['GET /api/courses/:courseId/rounds'].output.parse(await list.json())).toEqual({
      rounds: [ended.round],
    });
    await expect(organiser.run('patrol.endRound', { roundId: 'round-0' })).rejects.toThrow('round_over');
  });

  it('begins by itself when it was planned, and ends with the lesson', async () => {
    const lesson = await lessonOf(demo);
    const plan = (minutes: number[]) =>
      demo.organiser.request('PUT', `/api/courses/${demo.courseId}/lessons/${lesson.id}/patrol-plan`, {
        minutes,
        ports: true,
      });
    expect((await plan([30, 0])).status).toBe(400);
    expect((await plan([0, 30])).status).toBe(200);
    const organiser = await enter(demo.organiser, lesson.id);
    expect((await organiser.run('patrol.round', {})).round).toBeNull();
    await organiser.run('classroom.start', {});
    const { round, nextAt } = await organiser.heard('patrol.roundChanged', (news) => news.round !== null);
    expect(round).toMatchObject({ plannedMinute: 0, ports: true, number: 1 });
    expect(round?.total).toBe(demo.paths('screen').length + demo.paths('port').length);
    expect((nextAt ?? 0) - (round?.startedAt ?? 0)).toBeGreaterThan(29 * 60_000);
    await organiser.run('classroom.end', {});
    await organiser.heard(
      'patrol.roundChanged',
      (news) => news.round !== null && news.round.endedAt !== null,
    );
  });

  it('survives a kill -9 with everything that was acknowledged, and the same rooms for the same inspector', async () => {
    const lesson = await lessonOf(demo);
    const organiser = await enter(demo.organiser, lesson.id);
    const inspector = await come('inspector');
    const screen = await come('screen');
    await organiser.run('patrol.startRound', { roundId: 'round-k' });
    const before = await inspector.run('patrol.round', {});
    await sendStill(screen, still(1));
    const marked = before.tiles.slice(10, 30).map(({ tileId }) => tileId);
    await Promise.all(
      marked
        .slice(0, 10)
        .map((tileId, index) => inspector.run('patrol.mark', { markId: `mark-${index}`, tileId })),
    );
    const filed = {
      findingId: 'finding-k',
      tileId: screen.session.participant.branchId ?? '',
      kind: 'camera',
      picture: 'newest',
    } as const;
    const { finding } = await inspector.run('patrol.file', filed);
    await server.kill();
    await server.start();
    const back = await enter(inspector.session, lesson.id);
    const after = await back.run('patrol.round', {});
    expect(after.round).toMatchObject({ roundId: 'round-k', seen: 11, findings: 1, endedAt: null });
    const isMine = ({ assignedTo }: RoundTile): boolean => assignedTo === idOf(inspector);
    expect(after.tiles.filter(isMine).map(({ tileId }) => tileId)).toEqual(
      before.tiles
        .filter(isMine)
        .map(({ tileId }) => tileId)
        .filter((tileId) => after.tiles.some((one) => one.tileId === tileId && one.seen === null)),
    );
    // What was on its way when the server died is sent again, and counts once.
    expect((await back.run('patrol.file', filed)).finding).toEqual(finding);
    await back.run('patrol.mark', { markId: 'mark-0', tileId: at(marked, 0) });
    expect((await back.run('patrol.round', {})).round).toMatchObject({ seen: 11, findings: 1 });
    const kept = await demo.organiser.request('GET', '/api/findings/finding-k/picture');
    expect(Buffer.from(await kept.arrayBuffer()).equals(still(1))).toBe(true);
  });
});

describe('the file of the rounds', () => {
  it('says of every room in which round of which lesson it was seen, by whom and when', async () => {
    const organiser = await enter(demo.organiser, (await lessonOf(demo)).id);
    const inspector = await come('inspector');
    await organiser.run('patrol.startRound', { roundId: 'round-x', ports: false });
    const [tile] = (await organiser.run('patrol.round', {})).tiles;
    if (!tile) throw new Error('the round has no rooms');
    await inspector.run('patrol.mark', { markId: 'mark-x', tileId: tile.tileId, headCount: 41 });
    const path = `/api/courses/${demo.courseId}/findings/export?language=en`;
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await (await demo.organiser.request('GET', path)).arrayBuffer());
    const rows: unknown[][] = [];
    book
      .getWorksheet('Rounds')
      ?.eachRow(({ values }) => rows.push(Array.isArray(values) ? values.slice(1) : []));
    const [head, ...rooms] = rows;
    const lesson = organiser.joined.snapshot?.lesson.title;
    const moment: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(head?.slice(0, 5)).toEqual(['Lesson', 'Round', 'Started', 'Ended', 'Branch or port']);
    expect(rooms).toHaveLength(demo.paths('screen').length);
    const seen = rooms.find((room) => room[4] === tile.name);
    const by = inspector.session.participant.name;
    expect(seen).toEqual([lesson, 1, moment, undefined, tile.name, 'Nobody there', moment, by, 41]);
    expect(rooms.filter((room) => room[0] !== lesson)).toEqual([]);
    expect(rooms.filter((room) => room[5] === 'Not seen')).toHaveLength(rooms.length - 1);
  });
});

/** The lesson that a join without a name leads to. */
async function lessonOf({ organiser, courseId }: Demo): Promise<{ id: string }> {
  const { output } = courseRoutes['GET /api/courses/:courseId'];
  const { lessons } = output.parse(await (await organiser.request('GET', `/api/courses/${courseId}`)).json());
  return at(
    [...lessons]
      .sort((one, other) => one.startsAt - other.startsAt)
      .filter(({ endedAt }) => endedAt === null),
    0,
  );
}
