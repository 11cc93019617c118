import type { PatrolTalker, PatrolTarget, TalkState } from '../../src/contract/patrol-live.ts';
import type { ClientError } from './client-error.ts';
import type { Observable } from './observable.ts';
import type { CaptureProblem, MediaPhase, SendPhase } from './media-phases.ts';

/** What a room's page shows of its own patrol. */
export interface PatrolCameraState {
  /**
   * What the camera delivers, before anything is sent: draw stills from it. The same capture is used when the room is
   * called to the stage. Null while it is not open.
   */
  picture: MediaStream | null;
  /** Why camera or microphone are not there; `asking`: the browser waits for somebody to allow it. */
  camera: CaptureProblem | 'asking' | null;
  microphone: CaptureProblem | 'asking' | null;
  /** Somebody watches live, so picture and sound leave this device; otherwise nothing does. */
  watched: boolean;
  /** Who speaks to this room. The stage's sound is turned down meanwhile. */
  talker: PatrolTalker | null;
  /** How far publishing has come; `sending` also while nobody watches. */
  publishing: SendPhase;
}

/**
 * The camera and microphone of a branch's screen or a port on patrol: open from `open` on, published at once, and sent only
 * while somebody watches. Everything that breaks is set up again by itself.
 */
export interface PatrolCamera {
  readonly state: Observable<PatrolCameraState>;
  /** How loud the room is: the microphone's level, 0 (silence) to 1 (full scale), about 15 times a second. */
  readonly level: Observable<number>;
  /** Opens the devices and publishes them, now and after every drop. Calling it again tries devices anew that had a problem. */
  open(): void;
  /** Idempotent: devices close, nothing is published any more. `open` begins again. */
  shut(): void;
}

/** A room's live picture and sound as an inspector's page has them. */
export interface PatrolFeed {
  participantId: string;
  /** `watched` is to be seen and heard; `warm` is the next of a tour: it arrives, unseen and unheard. */
  part: 'watched' | 'warm';
  /**
   * Its picture. Give it a video element with `PatrolWatch.show`. Stays the same object for as long as the room is watched
   * or warm, through every recovery, and from warm to watched.
   */
  stream: MediaStream;
  /**
   * `connecting` until the first frame was decoded: show the still. `live` from then on. `lost`: the picture stopped, as
   * the room or the line is away; show the still again, it comes back by itself.
   */
  phase: 'connecting' | 'live' | 'lost';
  /** `performance.now()` when it was asked for, and when its first frame was decoded; null before. */
  askedAt: number;
  liveAt: number | null;
}

/** The talk with the watched room. */
export interface PatrolTalk {
  /** `off`, `connecting` until the room's page plays it, `heard` from then on. */
  state: TalkState;
  /** Why the microphone is not there. */
  problem: CaptureProblem | null;
  /** Why the server refused it: `talk_busy` when somebody else speaks to the room. */
  error: ClientError | null;
}

export interface PatrolWatchState {
  /** How patrol's way to the media server is; feeds say themselves whether they are live. */
  phase: MediaPhase;
  /** The watched room first, then the warm one. */
  feeds: readonly PatrolFeed[];
  /** Why the last `watch` was refused: `not_patrolled` when the room has no screen here. */
  error: ClientError | null;
  talk: PatrolTalk;
  /** The browser wants a click before it plays the room's sound. */
  soundLocked: boolean;
}

/**
 * Watching rooms live, one at a time, with the next one warm. What is wished here stays wished: after a drop, a restart of
 * the server or the death of a media worker it is asked for again.
 */
export interface PatrolWatch {
  readonly state: Observable<PatrolWatchState>;
  /** The loudness of the watched room, 0 to 1. */
  readonly level: Observable<number>;
  /** Watches this room in place of the one before. Call it in the click: the room's sound plays from then on. */
  watch(target: PatrolTarget): void;
  /** Watches nobody; a talk ends. The warm one stays warm. */
  unwatch(): void;
  /** Has this room send already, so that `watch` of it takes no time; null: none. The watched one cannot be warm. */
  warm(target: PatrolTarget | null): void;
  /**
   * Begins or ends speaking to the watched room; only that room hears it. Asks for the microphone when it begins, so call it
   * from a click. What goes wrong shows in `state.talk`.
   */
  talk(on: boolean): void;
  /**
   * Shows a feed in this element, which becomes muted: the session plays the sound itself. Returns the function that takes
   * it off again. Keep the warm one's element in the page, invisible by `opacity: 0`, so that it is decoded when it is watched:
   * elements keyed by participant pass from warm to watched without a frame lost.
   */
  show(participantId: string, element: HTMLVideoElement): () => void;
  /** 0 to 1: how loud the watched room is played here. */
  setVolume(volume: number): void;
}
