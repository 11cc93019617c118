import type { Counts, LessonPhase, OwnState, Presence, Stage } from '../../src/contract/classroom.ts';
import type { Branch, Course, Lesson } from '../../src/contract/course.ts';
import type { Participant } from '../../src/contract/identity.ts';
import type { CommandInput, CommandName, CommandOutput, Notice } from '../../src/contract/index.ts';
import type { MediaSource, QualityReport } from '../../src/contract/media.ts';
import type { PublicPoll } from '../../src/contract/polls.ts';
import type { Role } from '../../src/contract/roles.ts';
import type { ShownItem } from '../../src/contract/shown.ts';
import type { GuestChecks, StageGuest } from '../../src/contract/stage.ts';
import type { Api } from './api.ts';
import type { ClientError } from './client-error.ts';
import type { RecordedError } from './error-recorder.ts';
import type { Observable } from './observable.ts';
import type { CaptureProblem, MediaPhase, SendPhase } from './media-phases.ts';
import type { PatrolCamera, PatrolWatch } from './patrol-types.ts';

export type { CaptureProblem, MediaPhase, SendPhase } from './media-phases.ts';
export type { Observable } from './observable.ts';
export type { ClientError, ClientErrorCode } from './client-error.ts';

/** All `since` in this file are milliseconds of this machine's clock (`Date.now()`), except where it says server time. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** The line dropped; tries go on for ever. */
  | { kind: 'reconnecting'; since: number; attempt: number }
  /** The server said that it goes down and comes back; tries go on for ever. */
  | { kind: 'stopping'; since: number; attempt: number }
  /** The same link was opened on another device. Final. */
  | { kind: 'replaced' }
  /** The organiser withdrew the session. Final. */
  | { kind: 'revoked' }
  /** The server refused the session for a reason that trying again does not cure. Final. */
  | { kind: 'failed'; error: ClientError };

/** A branch with the branches below it. */
export interface BranchNode {
  branch: Branch;
  children: readonly BranchNode[];
}

export interface Roster {
  /** Level-1 branches in the server's order, each with its level-2 branches. */
  tree: readonly BranchNode[];
  branches: ReadonlyMap<string, Branch>;
  /** Everybody's presence by participant. */
  presence: ReadonlyMap<string, Presence>;
  /** The participants of a branch (its screen, its liaison) by branch. */
  byBranch: ReadonlyMap<string, readonly Presence[]>;
}

export interface ClassroomState {
  /** `joining`: not yet in; `joined`: in (also while the line is down); `refused`: the server said no, and why. */
  entry: { kind: 'joining' } | { kind: 'joined' } | { kind: 'refused'; error: ClientError };
  me: Participant | null;
  /** The name of the branch that this page's person or screen belongs to. */
  branchName: string | null;
  lesson: Lesson | null;
  course: Course | null;
  phase: LessonPhase;
  stage: Stage;
  counts: Counts;
  /** What is laid over the stage on all screens. */
  shown: ShownItem | null;
  /** The poll that everybody sees: open, or closed and not put away. */
  poll: PublicPoll | null;
  /** What this page's person alone has going on. */
  own: OwnState;
  /** For organiser, lecturer and inspectors; for a liaison the own branch and those below it; null for everybody else. */
  roster: Roster | null;
}

export interface Classroom {
  readonly state: Observable<ClassroomState>;
  /** Milliseconds by the server's clock. */
  serverNow(): number;
  /** Starts the lesson for everybody. */
  start(): Promise<void>;
  /** Ends the lesson for everybody. */
  end(): Promise<void>;
  /** Leaves this lesson for the course's live one, else its next one. */
  moveOn(): Promise<void>;
}

export type PictureSource = Extract<MediaSource, 'camera' | 'screen' | 'clip'>;
export type SoundSource = Exclude<MediaSource, PictureSource>;

/** One picture of the stage. */
export interface Picture {
  /**
   * Where on the stage it is: what a view keys its element by. It stays the same for as long as the stream does, also when
   * another device of the lecturer takes the source over.
   */
  place: string;
  /** Whose it is. */
  participantId: string;
  /** It is the main classroom's: its devices share one place on the stage for each source. */
  main: boolean;
  /** Everybody sees it. The main classroom also receives whoever was called, before they are on air. */
  onAir: boolean;
  source: PictureSource;
  trackId: string;
  /**
   * Put it on a muted video element once: it stays the same object for as long as that participant's source is on the
   * stage, through every recovery; its track is exchanged when the new one delivers frames, so the last picture stays
   * meanwhile.
   */
  stream: MediaStream;
  /** `waiting`: no frame yet; `moving`: frames come; `frozen`: the last picture stands while the way is being rebuilt. */
  motion: 'waiting' | 'moving' | 'frozen';
  /** Since when it has been in that motion. */
  since: number;
  /** The owner switched it off; it will come back without being set up anew. */
  paused: boolean;
  /** The simulcast layer that comes, 0 to 2; null when unknown or switched off for lack of room. */
  layer: number | null;
}

/** One sound of the stage. The session plays it itself (`SoundOutput`); views need it only to show that it is there. */
export interface Sound {
  /** Where on the stage it is; see `Picture.place`. */
  place: string;
  /** Whose it is. */
  participantId: string;
  /** It is the main classroom's. */
  main: boolean;
  /** Everybody hears it. */
  onAir: boolean;
  /** To be played here: on air, and not the voice of the room that this device stands in. */
  audible: boolean;
  source: SoundSource;
  trackId: string;
  stream: MediaStream;
  paused: boolean;
}

export interface StageMedia {
  phase: MediaPhase;
  pictures: readonly Picture[];
  sounds: readonly Sound[];
}

/** `idle`: nothing is to be received; the rest is what to tell people about their line. */
export type QualityWord = 'idle' | 'good' | 'weak' | 'bad' | 'offline';

export interface Quality {
  word: QualityWord;
  /** What was measured over the last ten seconds; null before the first measurement. */
  report: QualityReport | null;
}

export interface Receiver {
  readonly state: Observable<StageMedia>;
  readonly quality: Observable<Quality>;
  /** How large a participant's picture is shown, in CSS pixels: decides the layer that is asked for. A screen always asks for the top. */
  showAt(participantId: string, source: PictureSource, width: number, height: number): void;
}

export type CaptureSource = Extract<MediaSource, 'camera' | 'microphone' | 'screen'>;

export interface CaptureState {
  /** What the person wants: sent if live, previewed if not. */
  on: boolean;
  /** True while the device or the screen picker is being opened. */
  opening: boolean;
  /** What the device delivers: the preview, and exactly what the rooms see. */
  stream: MediaStream | null;
  /** True when the shared screen comes with its sound. */
  withSound: boolean;
  /** The stage has it. */
  onStage: boolean;
  problem: CaptureProblem | null;
}

/**
 * Where this device of the main classroom is. `air`: what it sends is on the stage; `standby`: it is kept ready, and what it
 * sends is on nobody's screen; `none`: it has no place yet and may not send.
 */
export type DevicePlace = 'air' | 'standby' | 'none';

export interface SenderState {
  phase: SendPhase;
  place: DevicePlace;
  /** Another device has taken the stage over from this one, which still stands ready. */
  replaced: boolean;
  sources: Readonly<Record<CaptureSource, CaptureState>>;
}

/**
 * The lecturer's own line. `good`; `uplinkShort`: the picture is reduced because the upload line is short; `cpuShort`: because
 * this computer is too slow; `bad`: the rooms lose picture or sound; `offline`; `idle`: not sending.
 */
export type UpstreamWord = 'idle' | 'good' | 'uplinkShort' | 'cpuShort' | 'bad' | 'offline';

export interface Upstream {
  word: UpstreamWord;
  report: QualityReport | null;
}

export interface DeviceChoice {
  id: string;
  /** Empty until the browser may tell it. */
  label: string;
}

export interface DevicesState {
  cameras: readonly DeviceChoice[];
  microphones: readonly DeviceChoice[];
  cameraId: string | null;
  microphoneId: string | null;
}

export interface Sender {
  readonly state: Observable<SenderState>;
  readonly devices: Observable<DevicesState>;
  readonly upstream: Observable<Upstream>;
  /** The microphone's level, 0 (silence) to 1 (full scale), about 15 times a second. */
  readonly level: Observable<number>;
  /** Opens camera and microphone for the preview; problems show in `state`. */
  prepare(): Promise<void>;
  /** One click: starts the lesson if it has not been started, and sends every source that is on. Also resumes after a refresh. */
  goLive(): Promise<void>;
  /** Ends the lesson for everybody; the preview stays. */
  end(): Promise<void>;
  /** Keeps this device ready: it sends off air until it takes the stage over. `false`: no longer, and nothing is sent. */
  standBy(ready: boolean): Promise<void>;
  /** Puts what this device sends on the stage, in place of the other device's. */
  takeOver(): Promise<void>;
  /** Switches a source on or off. The screen asks which window, so call it from a click. */
  toggle(source: CaptureSource, on: boolean): Promise<void>;
  /** Uses another device from now on, live or not; remembered on this computer. */
  choose(source: 'camera' | 'microphone', deviceId: string): Promise<void>;
}

/** A video from the disk, or from the course's materials by its address. */
export type ClipSource = { file: File } | { title: string; url: string };

/** The video that is being shown. Times are seconds. */
export type ClipState =
  | { kind: 'none' }
  | { kind: 'opening'; title: string }
  | {
      kind: 'open';
      title: string;
      playing: boolean;
      at: number;
      /** Null when the file does not say. */
      duration: number | null;
      /** 0 to 1: how loud the rooms hear it. */
      volume: number;
      /** Its picture, exactly as the rooms get it. */
      stream: MediaStream;
    }
  /** The browser cannot play this file. */
  | { kind: 'failed'; title: string };

/** Plays a video to everybody; the lecturer hears it and may speak over it. It leaves the stage by itself when it is over. */
export interface Clip {
  readonly state: Observable<ClipState>;
  /** Opens and plays it, in place of the one before. Call it from a click. */
  open(source: ClipSource): Promise<void>;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  setVolume(volume: number): void;
  /** Takes it off the stage. */
  stop(): void;
}

/** What this page, called to the stage, does about it. */
export interface GuestState {
  /** The own call; null while this page is not called. */
  call: StageGuest | null;
  /** What the camera delivers. */
  picture: MediaStream | null;
  /** Why camera or microphone are not there; `asking`: the browser waits for somebody to allow it. */
  camera: CaptureProblem | 'asking' | null;
  microphone: CaptureProblem | 'asking' | null;
  /** What was found out off air; null before the first result. */
  checks: GuestChecks | null;
  sending: SendPhase;
}

/** Being called to the stage: camera and microphone open by themselves, are checked off air, and close again afterwards. */
export interface Guest {
  readonly state: Observable<GuestState>;
  /** The microphone's level, 0 to 1. */
  readonly level: Observable<number>;
  /** Leaves the stage, or declines the call. */
  leave(): Promise<void>;
}

/** What the organisers may see of this room, and who looks. */
export interface RoomPatrolState {
  /** Whether this page may be seen: a screen always, a port as its person chose; null while that was never asked. */
  allowed: boolean | null;
  /** `asking`: the browser asks for it, or it is being opened. */
  camera: CaptureProblem | 'off' | 'asking' | 'on';
  /** What the camera delivers: exactly what the organisers see. */
  picture: MediaStream | null;
  /** Somebody looks at the live picture. */
  watched: boolean;
  /** Who speaks with this room. */
  talker: string | null;
}

/** Giving the organisers a look at this room: stills by themselves, live while somebody watches. */
export interface RoomPatrol {
  readonly state: Observable<RoomPatrolState>;
  /** For a port: whether it may be seen from now on; remembered on this computer. */
  allow(allowed: boolean): void;
  /** Opens a camera again that did not open. */
  retry(): void;
}

/** `locked`: the browser wants a click first. */
export type SoundState = { kind: 'silent' } | { kind: 'locked' } | { kind: 'playing' };

export interface SoundOutput {
  readonly state: Observable<SoundState>;
  /** 0 to 1; remembered on this computer. */
  readonly volume: Observable<number>;
  readonly muted: Observable<boolean>;
  /** Call it from a click: from then on sound plays by itself. Resolves to whether the browser agreed. */
  unlock(): Promise<boolean>;
  setVolume(volume: number): void;
  setMuted(muted: boolean): void;
  /** Turns everything down while somebody speaks to the room, whatever the volume is set to. */
  duck(ducked: boolean): void;
  /** Plays the sound check: a quiet rising chord of about one second. */
  playTestSound(): Promise<void>;
}

/** `unsupported`: this browser cannot keep the screen awake. */
export type WakeLockState = 'off' | 'held' | 'unsupported';

export interface WakeLock {
  readonly state: Observable<WakeLockState>;
  /** Keeps the screen awake from now on, also after the page was hidden and shown again. */
  hold(): void;
  release(): void;
}

/** Everything that one page of one session needs; made by `createClassSession`. */
export interface ClassSession {
  readonly sessionId: string;
  readonly role: Role;
  readonly api: Api;
  readonly connection: Observable<ConnectionState>;
  /** What the server tells without a number: hear that something changed, and ask for it again. */
  readonly notices: { on(listener: (notice: Notice) => void): () => void };
  /** Asks the server for something; rejects with a `ClientError`. */
  readonly command: <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<CommandOutput<N>>;
  readonly classroom: Classroom;
  /** What went wrong on this page lately, the newest first; at most ten. */
  readonly errors: () => readonly RecordedError[];
  /** Null for pages that show no stage. */
  readonly receiver: Receiver | null;
  /** Null on pages that do not lead. */
  readonly sender: Sender | null;
  /** Null on pages that do not lead. */
  readonly clip: Clip | null;
  /** Null for roles that are never called to the stage. */
  readonly guest: Guest | null;
  /** Null for roles that are never patrolled. */
  readonly roomPatrol: RoomPatrol | null;
  /** Null for roles that are never patrolled. */
  readonly patrolCamera: PatrolCamera | null;
  /** Null on pages that do not patrol. */
  readonly patrolWatch: PatrolWatch | null;
  readonly sound: SoundOutput;
  readonly wakeLock: WakeLock;
  /** Idempotent; afterwards no timer, socket, device or listener is left. */
  close(): void;
}
