import { describe, expect, it } from 'vitest';
import { asReceived } from '../../../client/session/on-air.ts';
import type { Picture, Sound } from '../../../client/session/types.ts';
import type { StageTrack } from '../../../src/contract/classroom.ts';
import { guestMoment, shortDuration } from '../../../client/views/guest/guest-moment.ts';

// Nothing here looks into a stream, and Node has none.
const stream = {} as MediaStream;
const usual = { stream, paused: false, onAir: true } as const;

function sound(participantId: string, main: boolean): Sound {
  const whose = { place: participantId, participantId, main, trackId: `${participantId} sound` };
  return { ...usual, ...whose, audible: true, source: 'microphone' };
}

function picture(participantId: string): Picture {
  const whose = { place: participantId, participantId, main: false, trackId: `${participantId} picture` };
  return { ...usual, ...whose, source: 'camera', motion: 'moving', since: 0, layer: null };
}

const onAir = (trackId: string, participantId: string): StageTrack => ({
  trackId,
  participantId,
  source: 'microphone',
  kind: 'audio',
  role: 'screen',
  paused: false,
});

const all = { pictures: [picture('guest')], sounds: [sound('guest', false), sound('lecturer-2', true)] };
const tracks = [onAir('guest sound', 'guest'), onAir('lecturer-2 sound', 'lecturer-2')];

describe('what the main classroom receives', () => {
  it('is seen but not heard before it is on air', () => {
    const got = asReceived(all, { role: 'lecturer', own: 'me', stage: { tracks: [], standby: [] } });
    expect(got.pictures.map((one) => one.onAir)).toEqual([false]);
    expect(got.sounds.map(({ audible }) => audible)).toEqual([false, false]);
  });

  it("is heard on air, but for the own room's voice", () => {
    const got = asReceived(all, { role: 'lecturer', own: 'me', stage: { tracks, standby: [] } });
    expect(got.sounds.map(({ audible }) => audible)).toEqual([true, false]);
  });

  it('is all heard by an organiser who stands elsewhere, and not by one who stands ready', () => {
    const elsewhere = asReceived(all, { role: 'organiser', own: 'me', stage: { tracks, standby: [] } });
    expect(elsewhere.sounds.map(({ audible }) => audible)).toEqual([true, true]);
    const standby = [{ participantId: 'me', name: 'Organiser' }];
    const ready = asReceived(all, { role: 'organiser', own: 'me', stage: { tracks, standby } });
    expect(ready.sounds.map(({ audible }) => audible)).toEqual([true, false]);
  });

  it('is on air in every other room, which gets nothing else', () => {
    expect(asReceived(all, { role: 'screen', own: 'me', stage: { tracks: [], standby: [] } })).toBe(all);
  });
});

describe("a guest's moment", () => {
  it('goes from called over ready and the countdown to live', () => {
    expect(guestMoment({ state: 'called', liveAt: null }, 0)).toEqual({ kind: 'called' });
    expect(guestMoment({ state: 'ready', liveAt: null }, 0)).toEqual({ kind: 'ready' });
    const live = { state: 'live', liveAt: 10_000 } as const;
    expect(guestMoment(live, 7_000)).toEqual({ kind: 'countdown', seconds: 3 });
    expect(guestMoment(live, 9_001)).toEqual({ kind: 'countdown', seconds: 1 });
    expect(guestMoment(live, 10_000)).toEqual({ kind: 'live', since: 10_000 });
  });

  it('is timed in minutes and seconds', () => {
    expect([0, 61_000, 3_725_000].map(shortDuration)).toEqual(['00:00', '01:01', '1:02:05']);
  });
});
