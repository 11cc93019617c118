import type { Presence } from '../../../src/contract/classroom.ts';
import type { QualityReport } from '../../../src/contract/media.ts';
import type { QualityWord, UpstreamWord } from '../../session/types.ts';

/** Colours that go with words; never without them. */
export type Tone = 'good' | 'attention' | 'bad' | 'none';

export const qualityTones: Record<QualityWord, Tone> = {
  idle: 'none',
  good: 'good',
  weak: 'attention',
  bad: 'bad',
  offline: 'bad',
};

export const upstreamTones: Record<UpstreamWord, Tone> = {
  idle: 'none',
  good: 'good',
  uplinkShort: 'attention',
  cpuShort: 'attention',
  bad: 'bad',
  offline: 'bad',
};

/** How a room's line looks from the organiser's desk. */
export type RoomSignal = 'unknown' | 'good' | 'fair' | 'poor';

export const signalTones: Record<RoomSignal, Tone> = {
  unknown: 'none',
  good: 'good',
  fair: 'attention',
  poor: 'bad',
};

/** Half a second of stillness in one interval is noticed by everybody in the room. */
const noticeableFreezeMs = 500;
/** Above 2 % speech begins to suffer; above 8 % no repair hides it. */
const noticeableLoss = 0.02;
const heavyLoss = 0.08;
/** Answers begin to come late above this. */
const slowRttMs = 400;

/** Judges what a room receives by its newest report. */
export function roomSignal(report: QualityReport | null): RoomSignal {
  if (report === null || report.path === null) return 'unknown';
  if (report.loss > heavyLoss || report.frozenMs > 2 * noticeableFreezeMs) return 'poor';
  const noticeable = report.loss > noticeableLoss || report.frozenMs > noticeableFreezeMs;
  return noticeable || (report.rttMs ?? 0) > slowRttMs ? 'fair' : 'good';
}

/** `absent`: never came. */
export type RoomState = 'online' | 'away' | 'offline' | 'absent';

export const stateTones: Record<RoomState, Tone> = {
  online: 'good',
  away: 'attention',
  offline: 'bad',
  absent: 'none',
};

/** A branch is as much there as its big screen is; the liaison's phone alone shows nothing to the room. */
export function roomState(presence: readonly Presence[] | undefined): RoomState {
  return presence?.find((one) => one.role === 'screen')?.state ?? 'absent';
}
