import type { Story } from './story-session.ts';
import type { StoryStage } from './story-stage.ts';

function entry(
  id: string,
  role: Story['role'],
  stage: StoryStage,
  more: Partial<Story> = {},
): { id: string; story: Story } {
  return { id, story: { role, stage, ...more } };
}

const withScreen = { show: ['camera', 'screen', 'microphone'] } as const;

/** The stage with guests and clips, calls, standby, and raised hands. */
export const stageStories: readonly { id: string; story: Story }[] = [
  entry('screen.guestBeside', 'screen', { guests: 1 }),
  entry('screen.guestGrid', 'screen', { guests: 2 }),
  entry('screen.guestGridFull', 'screen', { guests: 4 }),
  entry('screen.guestsSide', 'screen', { guests: 3, layout: 'side' }),
  entry('screen.slidesWithGuests', 'screen', { guests: 2 }, withScreen),
  entry('screen.clip', 'screen', { layout: 'clip' }),
  entry('screen.called', 'screen', { own: 'called' }),
  entry('screen.calledReady', 'screen', { own: 'checked' }),
  entry('screen.calledFailing', 'screen', { own: 'failing' }),
  entry('screen.calledDenied', 'screen', { own: 'denied' }),
  entry('screen.calledCountdown', 'screen', { own: 'countdown' }),
  entry('screen.onStage', 'screen', { own: 'live' }),
  entry('port.called', 'port', { own: 'called' }),
  entry('port.calledReady', 'port', { own: 'checked' }),
  entry('port.calledFailing', 'port', { own: 'failing' }),
  entry('port.calledCountdown', 'port', { own: 'countdown' }),
  entry('port.onStage', 'port', { own: 'live' }),
  entry('port.guestGrid', 'port', { guests: 3 }),
  entry('port.handUp', 'port', { hand: { handId: 'hand-1', raisedAt: 0, place: 3 } }),
  entry('trainee.handUp', 'trainee', { hand: { handId: 'hand-1', raisedAt: 0, place: 1 } }),
  entry('liaison.handUp', 'liaison', { hand: { handId: 'hand-1', raisedAt: 0, place: 12 } }),
  entry('lecturer.hands', 'lecturer', { hands: 6 }),
  entry('lecturer.guests', 'lecturer', { calls: ['called', 'ready', 'countdown', 'live'], hands: 3 }),
  entry('lecturer.clip', 'lecturer', { clip: 'playing' }),
  entry('lecturer.clipFailed', 'lecturer', { clip: 'failed' }),
  entry('lecturer.standby', 'lecturer', { place: 'standby', otherLive: true }),
  entry('lecturer.takenOver', 'lecturer', { place: 'standby', otherLive: true, replaced: true }),
  entry('lecturer.otherLive', 'lecturer', { otherLive: true }, { notSending: true }),
];
