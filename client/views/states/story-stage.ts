import type { Stage } from '../../../src/contract/classroom.ts';
import type { HandQueueView, OwnHand, StageGuest, StageLayout } from '../../../src/contract/stage.ts';
import { State } from '../../session/observable.ts';
import type {
  CaptureProblem,
  Clip,
  ClipState,
  DevicePlace,
  Guest,
  GuestState,
  Picture,
  Sound,
} from '../../session/types.ts';
import { storyNow } from './story-data.ts';
import { storyStream } from './story-streams.ts';

/** What a story says about the stage. */
export interface StoryStage {
  layout?: StageLayout;
  /** How many guests are on air, by their own screens. */
  guests?: number;
  /** More guests, as the main classroom sees them. */
  calls?: readonly ('called' | 'ready' | 'countdown' | 'live')[];
  /** This page is called to the stage. */
  own?: 'called' | 'checked' | 'failing' | 'denied' | 'countdown' | 'live';
  clip?: 'playing' | 'opening' | 'failed';
  place?: DevicePlace;
  replaced?: boolean;
  /** Another device of the main classroom is live. */
  otherLive?: boolean;
  hands?: number;
  hand?: OwnHand;
}

const second = 1000;

function storyGuest(place: number, state: StageGuest['state'], liveAt: number | null): StageGuest {
  return {
    callId: `call-${place}`,
    participantId: `guest-${place}`,
    role: place === 4 ? 'port' : 'screen',
    name: place === 4 ? '示例端口学员1' : `示例第${place + 1}分课堂`,
    branchId: place === 4 ? null : `branch-${place + 1}`,
    state,
    calledAt: storyNow - 30 * second,
    liveAt,
  };
}

function liveAtOf(state: 'called' | 'ready' | 'countdown' | 'live'): number | null {
  if (state === 'live') return storyNow - 127 * second;
  return state === 'countdown' ? storyNow + 2 * second : null;
}

function guestsOf({ guests = 0, calls = [], own }: StoryStage): StageGuest[] {
  const live = Array.from({ length: guests }, (_, place) => storyGuest(place + 1, 'live', liveAtOf('live')));
  const called = calls.map((state, place) =>
    storyGuest(guests + place + 1, state === 'countdown' ? 'live' : state, liveAtOf(state)),
  );
  const mine = own === undefined ? [] : [{ ...ownCall(own), name: '示例第1分课堂' }];
  return [...live, ...called, ...mine];
}

function ownCall(own: NonNullable<StoryStage['own']>): StageGuest {
  const state = own === 'called' ? 'called' : own === 'live' || own === 'countdown' ? 'live' : 'ready';
  const liveAt = own === 'live' || own === 'countdown' ? liveAtOf(own) : null;
  return { ...storyGuest(0, state, liveAt), participantId: 'story' };
}

/** The stage of the snapshot. */
export function storyStage(story: StoryStage = {}): Pick<Stage, 'layout' | 'guests' | 'standby' | 'tracks'> {
  return {
    layout: story.layout ?? 'auto',
    guests: guestsOf(story),
    standby: story.place === 'standby' ? [{ participantId: 'story', name: '示例老师乙' }] : [],
    tracks:
      story.otherLive === true
        ? [
            {
              trackId: 'track-camera',
              source: 'camera',
              kind: 'video',
              participantId: 'lecturer',
              role: 'lecturer',
              paused: false,
            },
          ]
        : [],
  };
}

/** What arrives besides the lecturer's. */
export function storyGuestMedia(story: StoryStage = {}): { pictures: Picture[]; sounds: Sound[] } {
  const others = guestsOf(story).filter(({ participantId }) => participantId !== 'story');
  return {
    pictures: others.map(({ participantId, state }): Picture => ({
      place: `${participantId} camera`,
      participantId,
      main: false,
      onAir: state === 'live',
      source: 'camera',
      trackId: `track-${participantId}`,
      stream: storyStream('camera'),
      motion: 'moving',
      since: storyNow,
      paused: false,
      layer: 1,
    })),
    sounds: [],
  };
}

/** The clip of the rooms' pictures. */
export function storyClipPicture(story: StoryStage = {}): Picture[] {
  if (story.layout !== 'clip') return [];
  return [
    {
      place: 'lecturer clip',
      participantId: 'lecturer',
      main: true,
      onAir: true,
      source: 'clip',
      trackId: 'track-clip',
      stream: storyStream('screen'),
      motion: 'moving',
      since: storyNow,
      paused: false,
      layer: 1,
    },
  ];
}

export function storyClip(story: StoryStage = {}): Clip {
  const title = '示例教学片.mp4';
  const states: Record<NonNullable<StoryStage['clip']>, ClipState> = {
    opening: { kind: 'opening', title },
    failed: { kind: 'failed', title },
    playing: {
      kind: 'open',
      title,
      playing: true,
      at: 83,
      duration: 412,
      volume: 0.8,
      stream: storyStream('screen'),
    },
  };
  return {
    state: new State<ClipState>(story.clip === undefined ? { kind: 'none' } : states[story.clip]),
    open: () => Promise.resolve(),
    play: () => undefined,
    pause: () => undefined,
    seek: () => undefined,
    setVolume: () => undefined,
    stop: () => undefined,
  };
}

export function storyOwnCall(story: StoryStage = {}): Guest {
  const { own } = story;
  const denied: CaptureProblem | null = own === 'denied' ? 'denied' : null;
  const state: GuestState = {
    call: own === undefined ? null : ownCall(own),
    picture: own === 'denied' || own === undefined ? null : storyStream('camera'),
    camera: denied,
    microphone: denied,
    checks:
      own === 'called'
        ? null
        : own === 'failing'
          ? { picture: 'black', microphone: 'quiet', echo: 'strong' }
          : own === 'denied'
            ? { picture: 'missing', microphone: 'missing', echo: 'unknown' }
            : { picture: 'good', microphone: 'good', echo: 'none' },
    sending: { kind: 'sending', since: storyNow },
  };
  return { state: new State(state), level: new State(0.42), leave: () => Promise.resolve() };
}

/** The queue that `hand.list` answers. */
export function storyHands({ hands = 0 }: StoryStage = {}): HandQueueView {
  return {
    fair: true,
    total: hands === 0 ? 0 : hands + 12,
    hands: Array.from({ length: hands }, (_, place) => ({
      handId: `hand-${place}`,
      participantId: `person-${place}`,
      role: place % 3 === 2 ? ('port' as const) : ('liaison' as const),
      name: `示例学员${place + 1}`,
      branchId: place % 3 === 2 ? null : `branch-${place + 5}`,
      branchName: place % 3 === 2 ? null : `示例第${place + 5}分课堂`,
      raisedAt: storyNow - (200 - place * 30) * second,
      heardToday: place === hands - 1 ? 2 : 0,
      reachable: place !== 1,
    })),
  };
}
