import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type DtlsIdentity } from '../../bench/support/identity.ts';
import type { Publisher } from '../../bench/support/publisher.ts';
import type { GuestChecks } from '../../src/contract/stage.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { member, Member } from '../support/member.ts';
import { startServer, type TestServer } from '../support/server.ts';

// Who is on the stage is decided by the main classroom and carried out by the server: through real sockets and routers.

const fine: GuestChecks = { picture: 'good', microphone: 'good', echo: 'none' };

let server: TestServer;
let demo: Demo;
let lecturer: Member;
let screen: Member;
let otherScreen: Member;
let port: Member;

async function everybody(): Promise<void> {
  for (const one of [lecturer, screen, otherScreen, port]) await one.join();
}

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  lecturer = await member(server, demo, 'lecturer');
  screen = await member(server, demo, 'screen');
  otherScreen = await member(server, demo, 'screen', 1);
  port = await member(server, demo, 'port');
  await everybody();
  await lecturer.ask('classroom.start', {});
  await lecturer.publish('camera', 'microphone');
  await lecturer.receive();
  await port.receive();
});
afterAll(() => server.close());

const onAir = (one: Member): string[] => [
  ...new Set(one.stage.tracks.map(({ participantId }) => participantId)),
];

/** Calls a branch up and brings it on air. */
async function bringUp(guest: Member): Promise<string> {
  const { guest: called } = await lecturer.ask('stage.call', { participantId: guest.id });
  await guest.publish('camera', 'microphone');
  await guest.ask('stage.checked', { callId: called.callId, checks: fine });
  await lecturer.ask('stage.admit', { callId: called.callId });
  await port.sees('the guest is on air', (one) => onAir(one).includes(guest.id));
  return called.callId;
}

describe('a guest', () => {
  let callId: string;

  it('cannot send anything before being called', async () => {
    expect(await screen.attempt('media.send', {})).toBe('not_called');
    expect(await screen.attempt('media.produce', screen.produceInput('camera'))).toBe('not_called');
  });

  it('is called by branch, and everybody hears who is next', async () => {
    const branchId = screen.session.participant.branchId ?? '';
    const { guest } = await lecturer.ask('stage.call', { branchId });
    callId = guest.callId;
    expect(guest).toMatchObject({ participantId: screen.id, state: 'called', liveAt: null });
    await port.sees('who is next', ({ stage }) => stage.guests[0]?.callId === callId);
    const again = await lecturer.ask('stage.call', { participantId: screen.id });
    expect(again.guest.callId).toBe(callId);
  });

  it('sends off air to the main classroom only', async () => {
    await screen.publish('camera', 'microphone');
    await lecturer.sees('the guest off air', (one) => one.watched().includes(screen.id));
    expect(onAir(port)).toEqual([lecturer.id]);
    expect(port.watched()).toEqual([lecturer.id]);
  });

  it('is admitted only when it has checked itself, which the main classroom hears', async () => {
    expect(await lecturer.attempt('stage.admit', { callId })).toBe('guest_not_ready');
    expect(await otherScreen.attempt('stage.checked', { callId, checks: fine })).toBe('not_found');
    await screen.ask('stage.checked', { callId, checks: { ...fine, echo: 'some' } });
    await lecturer.sees('the result', (one) => one.newest('stage.guestChecked')?.checks.echo === 'some');
    expect(port.newest('stage.guestChecked')).toBeUndefined();
  });

  it("has its check's result kept for those who come to the main classroom later, and for nobody else", async () => {
    const desk = await new Member(demo.organiser).join(lecturer.joined.snapshot?.lesson.id);
    expect(desk.joined.own.guestChecks).toEqual({ [callId]: { ...fine, echo: 'some' } });
    const late = await (await member(server, demo, 'screen', 6)).join();
    expect(late.joined.own).not.toHaveProperty('guestChecks');
    for (const one of [desk, late]) await one.ask('classroom.leave', {});
  });

  it('goes live after a countdown, and never receives itself', async () => {
    await screen.receive();
    const { guest } = await lecturer.ask('stage.admit', { callId });
    expect(onAir(port)).toEqual([lecturer.id]);
    await port.sees('the guest', (one) => one.watched().includes(screen.id));
    expect(Date.now()).toBeGreaterThanOrEqual(guest.liveAt ?? Number.POSITIVE_INFINITY);
    expect(onAir(port).sort()).toEqual([lecturer.id, screen.id].sort());
    expect(screen.watched()).toEqual([lecturer.id]);
  });

  it('is not released by another guest, and is muted when it is', async () => {
    expect(await port.attempt('stage.release', { callId })).toBe('not_found');
    await lecturer.ask('stage.release', { callId });
    await port.sees('nobody but the lecturer', (one) => one.watched().join() === lecturer.id);
    expect(port.stage.guests).toEqual([]);
    expect(await screen.attempt('media.produce', screen.produceInput('camera'))).toBe('not_called');
  });

  it('may leave by itself', async () => {
    const { guest } = await lecturer.ask('stage.call', { participantId: port.id });
    await port.ask('stage.release', { callId: guest.callId });
    await lecturer.sees('no guest', ({ stage }) => stage.guests.length === 0);
    // Nothing changes when it leaves once more, so nobody is told.
    const stageChanges = (): number => lecturer.events.filter(({ name }) => name === 'stage.changed').length;
    const told = stageChanges();
    await port.ask('stage.release', { callId: guest.callId });
    await lecturer.ask('stage.arrange', { layout: 'grid' });
    await lecturer.sees('the layout', ({ stage }) => stage.layout === 'grid');
    await lecturer.ask('stage.arrange', { layout: 'auto' });
    expect(stageChanges()).toBe(told + 2);
  });

  it('leaves the stage when it is a trainee of a branch from now on', async () => {
    await lecturer.ask('stage.call', { participantId: port.id });
    const path = `/api/courses/${demo.courseId}/trainees/bulk`;
    const ids = [port.joined.me.traineeId];
    const change = { branchId: screen.joined.me.branchId };
    expect((await demo.organiser.request('POST', path, { ids, change })).status).toBe(200);
    await lecturer.sees('no guest', ({ stage }) => stage.guests.length === 0);
    expect((await demo.organiser.request('POST', path, { ids, change: 'port' })).status).toBe(200);
  });
});

describe('the stage', () => {
  it('holds four guests, and nobody who is away', async () => {
    const more = await Promise.all([2, 3, 4].map((number) => member(server, demo, 'screen', number)));
    for (const one of [screen, ...more]) {
      if (one !== screen) await one.join();
      await lecturer.ask('stage.call', { participantId: one.id });
    }
    expect(await lecturer.attempt('stage.call', { participantId: otherScreen.id })).toBe('stage_full');
    for (const { callId } of lecturer.stage.guests) await lecturer.ask('stage.release', { callId });
    const [gone] = more;
    for (const one of more) one.drop();
    await lecturer.sees('them away', (one) => one.stateOf(gone?.id ?? '') === 'away');
    expect(await lecturer.attempt('stage.call', { participantId: gone?.id ?? '' })).toBe('guest_away');
  });

  it('is arranged by the main classroom alone', async () => {
    expect(await screen.attempt('stage.arrange', { layout: 'grid' })).toBe('forbidden');
    await lecturer.ask('stage.arrange', { layout: 'grid' });
    await screen.sees('the layout', ({ stage }) => stage.layout === 'grid');
  });

  it('survives a kill -9 with its guests, its layout and its hands', async () => {
    const callId = await bringUp(screen);
    await otherScreen.ask('hand.raise', {});
    await server.kill();
    await server.start();
    await everybody();
    expect(port.stage.layout).toBe('grid');
    expect(port.stage.guests).toMatchObject([{ callId, state: 'live', participantId: screen.id }]);
    expect(otherScreen.joined.own.hand).toMatchObject({ place: 1 });
    await lecturer.publish('camera');
    await screen.publish('camera');
    await port.sees(
      'both again',
      (one) => onAir(one).includes(screen.id) && onAir(one).includes(lecturer.id),
    );
    await lecturer.ask('stage.release', { callId });
    await lecturer.ask('stage.arrange', { layout: 'auto' });
    await otherScreen.ask('hand.lower', {});
  });
});

describe('a standby', () => {
  let identity: DtlsIdentity;
  let standby: Member;
  let organiser: Member;
  const publishers = new Map<Member, Publisher>();

  /** Packets that come are what tells a device that works from one that was lost. */
  async function goLoud(one: Member): Promise<void> {
    publishers.get(one)?.close();
    const publisher = await one.publishLoudly(identity);
    publishers.set(one, publisher);
    publisher.start();
  }

  beforeAll(async () => {
    identity = await createIdentity();
    await goLoud(lecturer);
    standby = await (await member(server, demo, 'lecturer', 1)).join();
    await standby.ask('stage.standby', { ready: true });
    await goLoud(standby);
  });
  afterAll(() => {
    for (const publisher of publishers.values()) publisher.close();
  });

  it('sends without being on air', async () => {
    await port.sees('it named', ({ stage }) => stage.standby[0]?.participantId === standby.id);
    expect(onAir(port)).toEqual([lecturer.id]);
  });

  it('takes the stage over with one click, and the other one stays ready', async () => {
    await standby.ask('stage.takeOver', {});
    await port.sees('the standby on air', (one) => onAir(one).join() === standby.id);
    expect(port.stage.standby.map(({ participantId }) => participantId)).toEqual([lecturer.id]);
    await lecturer.ask('stage.takeOver', {});
    await port.sees('the first again', (one) => onAir(one).join() === lecturer.id);
  });

  it('takes it over by itself three seconds after the other one was lost, which does not snatch it back', async () => {
    lecturer.drop();
    const since = performance.now();
    await port.sees('the standby on air', (one) => onAir(one).join() === standby.id);
    expect(performance.now() - since).toBeGreaterThan(2_900);
    expect(port.stage.lecturer).toBe('here');
    await lecturer.join();
    await goLoud(lecturer);
    await port.sees('it ready', ({ stage }) => stage.standby[0]?.participantId === lecturer.id);
    expect(onAir(port)).toEqual([standby.id]);
  });

  it('may be an organiser, who is not on air otherwise', async () => {
    const { lesson } = lecturer.joined.snapshot ?? {};
    organiser = await new Member(demo.organiser).join(lesson?.id);
    expect(await organiser.attempt('media.send', {})).toBe('not_called');
    await organiser.ask('stage.standby', { ready: true });
    await goLoud(organiser);
    await organiser.ask('stage.takeOver', {});
    await port.sees('the organiser on air', (one) => onAir(one).join() === organiser.id);
  });

  it('takes it over when the packets of the other one stop, though its socket is open', async () => {
    await lecturer.ask('stage.takeOver', {});
    await port.sees('the lecturer on air', (one) => onAir(one).join() === lecturer.id);
    publishers.get(lecturer)?.stop();
    await port.sees('another device on air', (one) => onAir(one).join() !== lecturer.id);
    expect(onAir(port)).toHaveLength(1);
  });

  it('takes it over also when its packets had stopped before, once they come again', async () => {
    const [live, other] = onAir(port)[0] === standby.id ? [standby, organiser] : [organiser, standby];
    const standsBy = ({ stage }: Member, { id }: Member): boolean =>
      stage.standby.some(({ participantId }) => participantId === id);
    await other.ask('stage.standby', { ready: false });
    await port.sees('only the lecturer standing by', (one) => !standsBy(one, other));
    // As after a crash: the page is opened anew and stands by.
    lecturer.drop();
    await lecturer.join();
    await goLoud(lecturer);
    await port.sees('it standing by', (one) => standsBy(one, lecturer));
    live.drop();
    await port.sees('the lecturer on air', (one) => onAir(one).join() === lecturer.id);
  });
});
