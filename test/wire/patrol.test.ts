import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patrolLimits, patrolRoutes, type WallTile } from '../../src/contract/patrol.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { enter, type Member } from '../support/classroom-member.ts';
import { countNotices, sendStill } from '../support/patrol.ts';
import { claiming, picture, still } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

let server: TestServer;
let demo: Demo;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
});
afterAll(() => server.close());

const come = async (role: Parameters<Demo['paths']>[0], index = 0): Promise<Member> =>
  enter(await signIn(server.url, at(demo.paths(role), index)));

const tileOf = ({ session }: Member): string => session.participant.branchId ?? '';

async function leave(...members: readonly Member[]): Promise<void> {
  await Promise.all(members.map((member) => member.run('classroom.leave', {})));
  for (const member of members) member.leave();
}

const bytesOf = (received: unknown): Buffer => {
  if (received instanceof ArrayBuffer) return Buffer.from(received);
  if (received instanceof Uint8Array) return Buffer.from(received);
  throw new Error('no bytes came');
};

describe('a still', () => {
  it('is asked for with the join, and each answer says when the next one is wanted', async () => {
    const screen = await come('screen');
    const asked = screen.joined.own.still;
    expect(asked).toMatchObject({ intervalMs: patrolLimits.restMs, lookedAt: false });
    expect(asked?.nextInMs).toBeLessThanOrEqual(patrolLimits.lookedAtMs);
    const next = await sendStill(screen, still(1));
    expect(next.intervalMs).toBe(patrolLimits.restMs);
    expect(next.nextInMs).toBeGreaterThan(0);
    await leave(screen);
  });

  it('is refused when its content is not what a still is', async () => {
    const screen = await come('screen');
    const facts = { luma: 1, spread: 1, change: 1 };
    const send = (bytes: unknown): Promise<string> =>
      screen.try('patrol.still', { picture: bytes, facts, camera: 'on', sound: null, sentMs: null });
    expect(await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('picture_refused');
    expect(await send(claiming(4_000, 3_000))).toBe('picture_refused');
    expect(await send(picture('webp').subarray(0, 200))).toBe('picture_refused');
    expect(await send(still(1, patrolLimits.stillBytes))).toBe('invalid_input');
    expect(await send(Buffer.alloc(0))).toBe('invalid_input');
    expect(await send('a text')).toBe('invalid_input');
    await leave(screen);
  });

  it('goes to those who look at its tile, and to nobody else', async () => {
    const [screen, other, inspector, bystander] = await Promise.all([
      come('screen', 0),
      come('screen', 1),
      come('inspector'),
      come('lecturer'),
    ]);
    const old = still(7);
    await sendStill(screen, old);
    await inspector.run('patrol.look', { tileIds: [tileOf(screen), 'no-such-tile'] });
    // The newest one comes at once; the room's page learns that somebody looks.
    const first = await inspector.heard('patrol.still');
    expect(first).toMatchObject({
      tileId: tileOf(screen),
      type: 'image/jpeg',
      width: 64,
      height: 36,
      sound: -40,
    });
    expect(bytesOf(first.picture).equals(old)).toBe(true);
    await screen.heard(
      'patrol.pace',
      ({ lookedAt, intervalMs }) => lookedAt && intervalMs === patrolLimits.lookedAtMs,
    );
    const next = picture('webp');
    expect(await sendStill(screen, next)).toMatchObject({
      intervalMs: patrolLimits.lookedAtMs,
      lookedAt: true,
    });
    await sendStill(other, still(8));
    const second = await inspector.heard('patrol.still', ({ type }) => type === 'image/webp');
    expect(bytesOf(second.picture).equals(next)).toBe(true);
    await inspector.run('patrol.look', { tileIds: [] });
    const before = countNotices(inspector, 'patrol.still');
    expect(await sendStill(screen, still(9))).toMatchObject({
      intervalMs: patrolLimits.restMs,
      lookedAt: false,
    });
    await inspector.run('patrol.look', { tileIds: [tileOf(other)] });
    await inspector.heard('patrol.still', ({ tileId }) => tileId === tileOf(other));
    expect(countNotices(inspector, 'patrol.still')).toBe(before + 1);
    expect(countNotices(bystander, 'patrol.still')).toBe(0);
    expect(countNotices(screen, 'patrol.still')).toBe(0);
    await leave(screen, other, inspector, bystander);
  });

  it('need not be answered', async () => {
    const [screen, inspector] = await Promise.all([come('screen'), come('inspector')]);
    await inspector.run('patrol.look', { tileIds: [tileOf(screen)] });
    const facts = { luma: 1, spread: 1, change: 1 };
    const one = { picture: still(30), facts, camera: 'on', sound: null, sentMs: 20 };
    screen.socket.emit('command', 'patrol.still', one);
    const { picture: seen } = await inspector.heard('patrol.still');
    expect(bytesOf(seen).equals(still(30))).toBe(true);
    await leave(screen, inspector);
  });

  it('is asked for less often of a thin line', async () => {
    const [screen, inspector] = await Promise.all([come('screen'), come('inspector')]);
    await inspector.run('patrol.look', { tileIds: [tileOf(screen)] });
    const slow = await sendStill(screen, still(20), { sentMs: patrolLimits.thin.sentMs + 1 });
    expect(slow.intervalMs).toBe(patrolLimits.thinMs);
    const fast = await sendStill(screen, still(21), { sentMs: 50 });
    expect(fast.intervalMs).toBe(patrolLimits.lookedAtMs);
    await leave(screen, inspector);
  });
});

describe('the wall', () => {
  it('has a tile for every branch and port, and news of what changes, for those who have it open', async () => {
    const [screen, port, inspector, closed] = await Promise.all([
      come('screen', 3),
      come('port'),
      come('inspector'),
      come('lecturer'),
    ]);
    const { tiles } = await inspector.run('patrol.wall', {});
    expect(tiles.filter(({ of }) => of === 'branch')).toHaveLength(demo.paths('screen').length);
    expect(tiles.filter(({ of }) => of === 'port')).toHaveLength(demo.paths('port').length);
    const own = (list: readonly WallTile[], member: Member): WallTile | undefined =>
      list.find(({ participantId }) => participantId === member.session.participant.sessionId);
    expect(own(tiles, screen)).toMatchObject({
      tileId: tileOf(screen),
      of: 'branch',
      state: 'online',
      stillAt: null,
    });
    expect(own(tiles, port)).toMatchObject({ of: 'port', level: null, state: 'online' });
    expect(tiles.find(({ state }) => state === 'offline')).toMatchObject({ since: null, attention: [] });
    await sendStill(port, still(30), { camera: 'on' });
    await inspector.heard('patrol.wallChanged', (news) => (own(news.tiles, port)?.stillAt ?? 0) > 0);
    // Its page says that something moves, and the same bytes come again: that is no live picture.
    await sendStill(screen, still(31));
    await sendStill(screen, still(31));
    const frozen = await inspector.heard('patrol.wallChanged', (news) =>
      (own(news.tiles, screen)?.attention ?? []).some(({ kind }) => kind === 'frozen'),
    );
    expect(frozen.tiles.length).toBeLessThan(tiles.length);
    await sendStill(screen, null, { camera: 'refused', facts: null });
    await inspector.heard('patrol.wallChanged', (news) =>
      (own(news.tiles, screen)?.attention ?? []).some(({ kind }) => kind === 'cameraOff'),
    );
    expect(countNotices(closed, 'patrol.wallChanged')).toBe(0);
    await inspector.run('patrol.closeWall', {});
    await leave(screen, port, inspector, closed);
  });

  it('is nobody else’s', async () => {
    const [liaison, screen] = await Promise.all([come('liaison'), come('screen')]);
    for (const command of ['patrol.wall', 'patrol.look', 'patrol.round', 'patrol.mark', 'patrol.file']) {
      expect(await liaison.try(command, {}), command).toBe('forbidden');
      expect(await screen.try(command, {}), command).toBe('forbidden');
    }
    await leave(liaison, screen);
  });
});

describe('a line of text', () => {
  it('is announced in the room and to its liaison once, and told to a port', async () => {
    const [screen, liaison, other, port, inspector] = await Promise.all([
      come('screen', 0),
      come('liaison', 0),
      come('screen', 1),
      come('port'),
      come('inspector'),
    ]);
    const line = { messageId: 'line-1', tileId: tileOf(screen), text: '请把摄像头对准座位（示例）' };
    await inspector.run('patrol.say', line);
    await inspector.run('patrol.say', line);
    for (const member of [screen, liaison]) {
      const { announcement } = await member.heard('announcement.sent');
      expect(announcement).toMatchObject({ text: line.text, author: { role: 'inspector' } });
    }
    const { traineeId } = port.session.participant;
    const toPort = { messageId: 'line-2', tileId: traineeId ?? '', text: '请打开摄像头（示例）' };
    await inspector.run('patrol.say', toPort);
    expect(await port.heard('patrol.said')).toMatchObject({ messageId: 'line-2', text: toPort.text });
    expect(countNotices(screen, 'announcement.sent')).toBe(1);
    expect(countNotices(other, 'announcement.sent')).toBe(0);
    await leave(port);
    await expect(inspector.run('patrol.say', { ...toPort, messageId: 'line-3' })).rejects.toThrow(
      'port_away',
    );
    await leave(screen, liaison, other, inspector);
  });
});

describe('a finding', () => {
  const path = (rest = '') => `/api/courses/${demo.courseId}/findings${rest}`;
  const { output: page } = patrolRoutes['GET /api/courses/:courseId/findings'];
  const { output: one } = patrolRoutes['POST /api/courses/:courseId/findings/:findingId/answer'];

  it('is seen by its liaison at once, answered, settled and reopened; each only by whom it is for', async () => {
    const [screen, liaison, stranger, inspector] = await Promise.all([
      come('screen', 0),
      come('liaison', 0),
      come('liaison', 1),
      come('inspector'),
    ]);
    const shown = still(40);
    await sendStill(screen, shown);
    const input = {
      findingId: 'finding-1',
      tileId: tileOf(screen),
      kind: 'phone',
      note: '后排两位在看手机（示例）',
      headCount: 12,
      picture: 'newest',
    } as const;
    const { finding } = await inspector.run('patrol.file', input);
    expect(finding).toMatchObject({ kind: 'phone', headCount: 12, state: 'open', round: null, revision: 1 });
    expect(finding.picture).toMatchObject({ type: 'image/jpeg', bytes: shown.length });
    const heard = await liaison.heard('patrol.findingChanged');
    expect(heard.finding).toEqual(finding);
    // A page that did not hear the answer sends it again; nothing is filed twice.
    expect((await inspector.run('patrol.file', input)).finding).toEqual(finding);
    const list = page.parse(await (await liaison.session.request('GET', path())).json());
    expect(list).toMatchObject({ total: 1, states: { open: 1 } });
    expect(page.parse(await (await stranger.session.request('GET', path())).json()).total).toBe(0);
    const pictureOf = (who: Member) => who.session.request('GET', '/api/findings/finding-1/picture');
    const seen = await pictureOf(liaison);
    expect(seen.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await seen.arrayBuffer()).equals(shown)).toBe(true);
    expect((await pictureOf(stranger)).status).toBe(404);
    expect((await pictureOf(screen)).status).toBe(403);
    expect(countNotices(stranger, 'patrol.findingChanged')).toBe(0);
    expect(countNotices(screen, 'patrol.findingChanged')).toBe(0);

    const answer = { text: '已提醒（示例）', revision: 1 };
    const post = (who: Pick<Member['session'], 'request'>, what: string, body: unknown) =>
      who.request('POST', path(`/finding-1/${what}`), body);
    expect((await post(stranger.session, 'answer', answer)).status).toBe(404);
    expect((await post(inspector.session, 'answer', answer)).status).toBe(403);
    const answered = one.parse(await (await post(liaison.session, 'answer', answer)).json());
    expect(answered).toMatchObject({ state: 'answered', answer: { text: answer.text }, revision: 2 });
    expect(one.parse(await (await post(liaison.session, 'answer', answer)).json())).toEqual(answered);
    await inspector.heard('patrol.findingChanged', (news) => news.finding.state === 'answered');
    expect((await post(liaison.session, 'answer', { text: '另一句（示例）', revision: 1 })).status).toBe(409);
    expect((await post(liaison.session, 'settlement', { text: '好', revision: 2 })).status).toBe(403);
    expect((await post(demo.organiser, 'reopening', { text: '再看', revision: 2 })).status).toBe(409);
    await post(demo.organiser, 'settlement', { text: '已处理（示例）', revision: 2 });
    const settled = await liaison.heard('patrol.findingChanged', (news) => news.finding.state === 'settled');
    expect(settled.finding).toMatchObject({ revision: 3, settlement: { text: '已处理（示例）' } });
    const late = await post(liaison.session, 'answer', { text: '补充（示例）', revision: 3 });
    expect(await late.json()).toMatchObject({ error: { code: 'finding_settled' } });
    const reopened = await post(demo.organiser, 'reopening', { text: '请再看（示例）', revision: 3 });
    expect(one.parse(await reopened.json())).toMatchObject({ state: 'answered', revision: 4 });
    const audit = await demo.organiser.request(
      'GET',
      `/api/courses/${demo.courseId}/audit?record=finding&recordId=finding-1`,
    );
    const actions = JSON.stringify(await audit.json()).match(/finding\.\w+/g);
    expect(actions).toEqual(['finding.reopened', 'finding.settled', 'finding.answered', 'finding.filed']);
    await leave(screen, liaison, stranger, inspector);
  });

  it('takes the picture of the page, checked by content, or none', async () => {
    const [screen, inspector] = await Promise.all([come('screen', 5), come('inspector')]);
    const tileId = tileOf(screen);
    const file = (findingId: string, bytes: unknown) =>
      inspector.try('patrol.file', { findingId, tileId, kind: 'other', picture: bytes });
    expect(await file('with-svg', Buffer.from('<svg/>'))).toBe('picture_refused');
    expect(await file('too-large', still(1, patrolLimits.pictureBytes))).toBe('invalid_input');
    const frame = still(2, 40 * 1024);
    const { finding } = await inspector.run('patrol.file', {
      findingId: 'with-frame',
      tileId,
      kind: 'camera',
      picture: frame,
    });
    expect(finding.picture).toMatchObject({ bytes: frame.length });
    const empty = { findingId: 'without', tileId, kind: 'late', picture: 'newest' } as const;
    expect((await inspector.run('patrol.file', empty)).finding.picture).toBeNull();
    expect(await file('without', null)).toBe('ok');
    expect(
      await inspector.try('patrol.file', { ...empty, tileId: at(demo.paths('screen'), 0) && 'no-such-tile' }),
    ).toBe('not_found');
    await leave(screen, inspector);
  });

  it('is found by filter, and exported', async () => {
    const find = async (query: string) =>
      page.parse(await (await demo.organiser.request('GET', path(`?${query}`))).json());
    expect((await find('kind=phone')).findings.map(({ findingId }) => findingId)).toEqual(['finding-1']);
    expect((await find(`text=${encodeURIComponent('看手机')}`)).total).toBe(1);
    expect((await find('state=settled')).total).toBe(0);
    expect((await find('limit=1')).findings).toHaveLength(1);
    expect((await find('limit=1')).total).toBe(3);
    const csv = await demo.organiser.request('GET', path('/export?format=csv'));
    const text = await csv.text();
    expect(text).toContain('后排两位在看手机（示例）');
    expect(text).toContain('使用手机');
    const xlsx = await demo.organiser.request('GET', path('/export'));
    expect(
      Buffer.from(await xlsx.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
});

// At the end: what is filed here would be among the findings above.
describe('a port whose person does not want to be seen any more', () => {
  it('is not shown any longer, while a room’s last picture stays', async () => {
    const [port, screen, inspector] = await Promise.all([
      come('port', 1),
      come('screen', 4),
      come('inspector'),
    ]);
    const { tiles } = await inspector.run('patrol.wall', {});
    const tileId = port.session.participant.traineeId ?? '';
    expect(tiles.map((tile) => tile.tileId)).toContain(tileId);
    const tileNews = (matches: (tile: WallTile) => boolean, of = tileId) =>
      inspector.heard('patrol.wallChanged', (news) =>
        news.tiles.some((tile) => tile.tileId === of && matches(tile)),
      );
    const off = { picture: null, facts: null, sound: null, sentMs: null };
    for (const [camera, seed] of [
      ['refused', 60],
      ['off', 61],
    ] as const) {
      const shown = still(seed);
      await sendStill(port, shown);
      await tileNews(({ stillAt }) => stillAt !== null);
      await port.run('patrol.still', { ...off, camera });
      await tileNews(({ stillAt, attention }) => stillAt === null && attention[0]?.kind === 'cameraOff');
      // Whoever looks only now sees nothing of them either, and no finding takes it.
      const before = countNotices(inspector, 'patrol.still');
      await inspector.run('patrol.look', { tileIds: [tileId] });
      const findingId = `finding-unseen-${seed}`;
      const filed = { findingId, tileId, kind: 'camera', picture: 'newest' } as const;
      expect((await inspector.run('patrol.file', filed)).finding.picture).toBeNull();
      await inspector.run('patrol.look', { tileIds: [] });
      expect(countNotices(inspector, 'patrol.still')).toBe(before);
    }
    await sendStill(screen, still(62));
    await screen.run('patrol.still', { ...off, camera: 'refused' });
    await tileNews(({ attention }) => attention[0]?.kind === 'cameraOff', tileOf(screen));
    const again = await inspector.run('patrol.wall', {});
    expect(again.tiles.find((tile) => tile.tileId === tileOf(screen))?.stillAt).not.toBeNull();
    await leave(port, screen, inspector);
  });
});

describe('a classroom that everybody has left', () => {
  it('has forgotten its stills when somebody comes again; only a finding keeps its own', async () => {
    const [screen, inspector] = await Promise.all([come('screen', 6), come('inspector')]);
    const tileId = tileOf(screen);
    const stillAt = async (who: Member) =>
      (await who.run('patrol.wall', {})).tiles.find((tile) => tile.tileId === tileId)?.stillAt;
    const file = async (who: Member, findingId: string) =>
      (await who.run('patrol.file', { findingId, tileId, kind: 'camera', picture: 'newest' })).finding;
    const shown = still(70);
    await sendStill(screen, shown);
    expect(await stillAt(inspector)).toBeGreaterThan(0);
    expect((await file(inspector, 'finding-before')).picture).toMatchObject({ bytes: shown.length });
    await leave(screen, inspector);

    const [back, other] = await Promise.all([come('inspector'), come('screen', 7)]);
    expect(await stillAt(back)).toBeNull();
    await back.run('patrol.look', { tileIds: [tileId, tileOf(other)] });
    await sendStill(other, still(71));
    await back.heard('patrol.still', (news) => news.tileId === tileOf(other));
    expect(countNotices(back, 'patrol.still')).toBe(1);
    expect((await file(back, 'finding-after')).picture).toBeNull();
    const kept = await back.session.request('GET', '/api/findings/finding-before/picture');
    expect(Buffer.from(await kept.arrayBuffer()).equals(shown)).toBe(true);
    await leave(back, other);
  });
});
