import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemo, type Demo } from '../support/demo.ts';
import { member, type Member } from '../support/member.ts';
import { startServer, type TestServer } from '../support/server.ts';

// Hands go up, wait in a fair order, and come down again: through the real server.

let server: TestServer;
let demo: Demo;
let lecturer: Member;
let screens: Member[];
let liaison: Member;
let trainee: Member;
let port: Member;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  const enter = async (role: Parameters<typeof member>[2], number = 0): Promise<Member> =>
    (await member(server, demo, role, number)).join();
  lecturer = await enter('lecturer');
  screens = [await enter('screen', 0), await enter('screen', 1)];
  liaison = await enter('liaison', 0);
  trainee = await enter('trainee', 0);
  port = await enter('port');
  await lecturer.ask('classroom.start', {});
});
afterAll(() => server.close());

const queue = async (): Promise<(string | null)[]> =>
  (await lecturer.ask('hand.list', {})).hands.map(({ branchId, participantId }) => branchId ?? participantId);

describe('a hand', () => {
  it('is one for each branch, and everybody in the branch sees it', async () => {
    const { branchId } = trainee.session.participant;
    const sameBranch = [liaison, ...screens].find((one) => one.session.participant.branchId === branchId);
    const { hand } = await trainee.ask('hand.raise', {});
    expect(hand.place).toBe(1);
    await sameBranch?.sees('the hand', (one) => one.newest('hand.own')?.hand?.handId === hand.handId);
    expect((await sameBranch?.ask('hand.raise', {}))?.hand.handId).toBe(hand.handId);
    await lecturer.sees('the queue', (one) => one.newest('hand.changed')?.hands.length === 1);
    expect(sameBranch).toBeDefined();
    expect(port.newest('hand.changed')).toBeUndefined();
  });

  it('comes back after a reload, and is lowered by whoever raised it', async () => {
    trainee.drop();
    await trainee.join();
    expect(trainee.joined.own.hand).toMatchObject({ place: 1 });
    const { branchId } = trainee.session.participant;
    const screen = screens.find((one) => one.session.participant.branchId === branchId);
    if (screen) expect(await screen.attempt('hand.lower', {})).toBe('forbidden');
    await trainee.ask('hand.lower', {});
    expect(await queue()).toEqual([]);
  });

  it('of those who were not heard today comes first, unless that is switched off', async () => {
    const [first, second] = screens;
    if (!first || !second) throw new Error('two screens sit here');
    const { guest } = await lecturer.ask('stage.call', { participantId: first.id });
    await first.ask('stage.checked', {
      callId: guest.callId,
      checks: { picture: 'good', microphone: 'good', echo: 'none' },
    });
    await lecturer.ask('stage.admit', { callId: guest.callId });
    await lecturer.ask('stage.release', { callId: guest.callId });
    await first.ask('hand.raise', {});
    await port.ask('hand.raise', {});
    await second.ask('hand.raise', {});
    const [a, b] = screens.map((one) => one.session.participant.branchId);
    const p = port.session.participant.branchId ?? port.id;
    expect(await queue()).toEqual([p, b, a]);
    await lecturer.ask('hand.setFair', { fair: false });
    expect(await queue()).toEqual([a, p, b]);
    await first.sees('its place', (one) => one.newest('hand.own')?.hand?.place === 1);
  });

  it('is down when its branch is called by it, or when it is dismissed', async () => {
    const { hands } = await lecturer.ask('hand.list', {});
    const ofPort = hands.find(({ participantId }) => participantId === port.id);
    const ofSecond = hands.find(({ participantId }) => participantId === screens[1]?.id);
    const { guest } = await lecturer.ask('stage.call', { handId: ofPort?.handId ?? '' });
    expect(guest.participantId).toBe(port.id);
    await port.sees('the hand down', (one) => one.newest('hand.own')?.hand === null);
    await lecturer.ask('hand.dismiss', { handId: ofSecond?.handId ?? '' });
    expect(await queue()).toEqual([screens[0]?.session.participant.branchId]);
    expect(await lecturer.attempt('stage.call', { handId: 'no-such-hand' })).toBe('not_found');
  });

  it('ends with the lesson', async () => {
    await lecturer.ask('classroom.end', {});
    expect(await queue()).toEqual([]);
    expect(await port.attempt('hand.raise', {})).toBe('lesson_ended');
  });
});
