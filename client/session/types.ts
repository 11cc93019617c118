import type { Counts, LessonPhase, Presence, Stage } from '../../src/contract/classroom.ts';
import type { Branch, Course, Lesson } from '../../src/contract/course.ts';
import type { Participant } from '../../src/contract/identity.ts';
import type { Notice } from '../../src/contract/index.ts';
import type { MediaSource, QualityReport } from '../../src/contract/media.ts';
import type { Role } from '../../src/contract/roles.ts';
import type { Api } from './api.ts';
import type { ClientError } from './client-error.ts';
import type { Observable } from './observable.ts';

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
  lesson: Lesson | null;
  course: Course | null;
  phase: LessonPhase;
  stage: Stage;
  counts: Counts;
  /** For organiser, lecturer and inspectors; null for everybody else. */
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
  source: PictureSource;
  trackId: string;
  /**
   * Put it on a muted video element once: it stays the same object for as long as the source is on the stage, through
   * every recovery; its track is exchanged when the new one delivers frames, so the last picture stays meanwhile.
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
  source: SoundSource;
  trackId: string;
  stream: MediaStream;
  paused: boolean;
}

/** What is being done about picture and sound. */
export type MediaPhase =
  | { kind: 'idle' }
  | { kind: 'opening'; since: number }
  | { kind: 'open' }
  | { kind: 'recovering'; since: number }
  /** Refused or impossible; `retrying` says that it will be tried again by itself. */
  | { kind: 'failed'; error: ClientError; retrying: boolean };

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
  /** How large a picture is shown, in CSS pixels: decides the layer that is asked for. A screen always asks for the top. */
  showAt(source: PictureSource, width: number, height: number): void;
}

export type CaptureSource = Extract<MediaSource, 'camera' | 'microphone' | 'screen'>;

/**
 * Why a source is not there. `denied`: the person or the system said no; `missing`: no such device; `busy`: another program
 * has it; `unplugged`: it went away while in use; `insecure`: the page is not on HTTPS or localhost; `takenOver`: another
 * device sends it now; `failed`: anything else.
 */
export type CaptureProblem =
  'denied' | 'missing' | 'busy' | 'unplugged' | 'insecure' | 'takenOver' | 'failed';

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

/** `idle`: not sending. */
export type SendPhase =
  | { kind: 'idle' }
  | { kind: 'starting'; since: number }
  | { kind: 'sending'; since: number }
  /** Was sending and will be again by itself. */
  | { kind: 'recovering'; since: number }
  | { kind: 'failed'; error: ClientError; retrying: boolean };

export interface SenderState {
  phase: SendPhase;
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
  /** Switches a source on or off. The screen asks which window, so call it from a click. */
  toggle(source: CaptureSource, on: boolean): Promise<void>;
  /** Uses another device from now on, live or not; remembered on this computer. */
  choose(source: 'camera' | 'microphone', deviceId: string): Promise<void>;
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
  readonly classroom: Classroom;
  /** Null for pages that show no stage. */
  readonly receiver: Receiver | null;
  /** Null for roles that send nothing. */
  readonly sender: Sender | null;
  readonly sound: SoundOutput;
  readonly wakeLock: WakeLock;
  /** Idempotent; afterwards no timer, socket, device or listener is left. */
  close(): void;
}

export interface ClassSessionOptions {
  sessionId: string;
  role: Role;
  /** The lesson to enter; without it the course's live one, else its next one. */
  lessonId?: string;
  /** Whether to receive picture and sound; by default screens and ports do. */
  receive?: boolean;
}
