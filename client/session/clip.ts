import { hint } from './encodings.ts';
import { Signal, State } from './observable.ts';
import type { ClipTracks } from './send-carrier.ts';
import type { Clip, ClipSource, ClipState } from './types.ts';

/** A clip that is stopped shows its picture again so often, in milliseconds: for whoever comes late. */
const standStillMs = 1_000;
/** Milliseconds within which a file must show its first picture. */
const openWithinMs = 20_000;

/** Firefox gives the streams of its media elements under its own name. */
interface MozillaVideo {
  mozCaptureStream?: () => MediaStream;
}

/** One open video: the element that plays it and what is taken from it. */
interface Playing {
  title: string;
  video: HTMLVideoElement;
  stream: MediaStream;
  objectUrl: string | null;
}

/** Plays a video to the rooms: its picture as the browser decodes it, its sound at the volume that the lecturer chose. */
export class StageClip implements Clip, ClipTracks {
  readonly state = new State<ClipState>({ kind: 'none' });
  readonly changed = new Signal<undefined>();
  #playing: Playing | null = null;
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;
  #output: MediaStreamAudioDestinationNode | undefined;
  #volume = 1;
  #turn = 0;
  #still: ReturnType<typeof setInterval> | undefined;

  track(source: 'clip' | 'clipAudio'): MediaStreamTrack | undefined {
    if (this.state.get().kind !== 'open' || !this.#playing) return undefined;
    const stream = source === 'clip' ? this.#playing.stream : this.#output?.stream;
    const tracks = source === 'clip' ? stream?.getVideoTracks() : stream?.getAudioTracks();
    return tracks?.find(({ readyState }) => readyState === 'live');
  }

  async open(source: ClipSource): Promise<void> {
    this.#drop();
    const turn = this.#turn;
    const title = 'file' in source ? source.file.name : source.title;
    this.state.set({ kind: 'opening', title });
    const objectUrl = 'file' in source ? URL.createObjectURL(source.file) : null;
    const video = createVideo('url' in source ? source.url : (objectUrl ?? ''));
    const stream = new MediaStream();
    this.#playing = { title, video, stream, objectUrl };
    try {
      this.#connectSound(video);
      const shown = firstFrame(video);
      await video.play();
      await shown;
      if (turn !== this.#turn) return;
      this.#take(video, stream);
      this.#follow(video);
      this.#publish();
      this.changed.emit(undefined);
    } catch {
      if (turn !== this.#turn) return;
      this.#drop();
      this.state.set({ kind: 'failed', title });
    }
  }

  play(): void {
    // It was played before, so the browser has nothing against it; a file that broke meanwhile shows as not playing.
    this.#playing?.video.play().catch(() => undefined);
  }

  pause(): void {
    this.#playing?.video.pause();
  }

  seek(seconds: number): void {
    const video = this.#playing?.video;
    if (!video) return;
    video.currentTime = Math.max(
      0,
      Math.min(seconds, Number.isFinite(video.duration) ? video.duration : seconds),
    );
    this.#publish();
  }

  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume));
    if (this.#gain) this.#gain.gain.value = this.#volume;
    this.#publish();
  }

  stop(): void {
    if (!this.#playing && this.state.get().kind === 'none') return;
    this.#drop();
    this.state.set({ kind: 'none' });
    this.changed.emit(undefined);
  }

  /** Idempotent. */
  close(): void {
    this.#drop();
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  /** One gain for the rooms and for the lecturer, who thus hears what they hear. */
  #connectSound(video: HTMLVideoElement): void {
    const context = (this.#context ??= new AudioContext());
    context.resume().catch(() => undefined);
    const gain = (this.#gain ??= new GainNode(context));
    if (!this.#output) {
      this.#output = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
      gain.connect(this.#output);
      gain.connect(context.destination);
      for (const track of this.#output.stream.getAudioTracks()) hint(track, 'clipAudio');
    }
    gain.gain.value = this.#volume;
    context.createMediaElementSource(video).connect(gain);
  }

  /** The browser ends the tracks when the element ends, and makes others when it is played again. */
  #take(video: HTMLVideoElement, stream: MediaStream): void {
    const captured = capture(video);
    const add = (track: MediaStreamTrack): void => {
      if (track.kind !== 'video') return;
      hint(track, 'clip');
      for (const old of stream.getTracks()) stream.removeTrack(old);
      stream.addTrack(track);
      this.changed.emit(undefined);
    };
    for (const track of captured.getTracks()) add(track);
    captured.addEventListener('addtrack', ({ track }) => add(track));
  }

  #follow(video: HTMLVideoElement): void {
    const mine = (): boolean => this.#playing?.video === video;
    const publish = (): void => {
      if (mine()) this.#publish();
    };
    for (const name of ['play', 'pause', 'timeupdate', 'seeked', 'durationchange'] as const) {
      video.addEventListener(name, publish);
    }
    video.addEventListener('ended', () => {
      if (mine()) this.stop();
    });
    this.#still = setInterval(() => {
      // Whoever comes while it stands would wait for a picture: going to where it is already brings one.
      if (!video.paused || video.seeking) return;
      const { currentTime } = video;
      video.currentTime = currentTime;
    }, standStillMs);
  }

  #publish(): void {
    const playing = this.#playing;
    if (!playing) return;
    const { title, video, stream } = playing;
    this.state.set({
      kind: 'open',
      title,
      playing: !video.paused,
      at: video.currentTime,
      duration: Number.isFinite(video.duration) ? video.duration : null,
      volume: this.#volume,
      stream,
    });
  }

  #drop(): void {
    this.#turn += 1;
    clearInterval(this.#still);
    const playing = this.#playing;
    this.#playing = null;
    if (!playing) return;
    playing.video.pause();
    for (const track of playing.stream.getTracks()) track.stop();
    playing.video.removeAttribute('src');
    playing.video.load();
    playing.video.remove();
    if (playing.objectUrl !== null) URL.revokeObjectURL(playing.objectUrl);
  }
}

/** On the page, though hardly to be seen: browsers decode few frames of a video that nobody could look at. */
function createVideo(url: string): HTMLVideoElement {
  const video = document.createElement('video');
  video.playsInline = true;
  video.preload = 'auto';
  video.setAttribute('aria-hidden', 'true');
  video.tabIndex = -1;
  Object.assign(video.style, {
    position: 'fixed',
    right: '0',
    bottom: '0',
    width: '2px',
    height: '2px',
    opacity: '0.01',
    pointerEvents: 'none',
  });
  video.src = url;
  document.body.append(video);
  return video;
}

function firstFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no picture came')), openWithinMs);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      how();
    };
    video.requestVideoFrameCallback(() => settle(resolve));
    video.addEventListener('error', () => settle(() => reject(new Error('the file cannot be played'))));
  });
}

/** https://www.w3.org/TR/mediacapture-fromelement/#dom-htmlmediaelement-capturestream, which TypeScript's types leave out. */
function capture(
  video: HTMLVideoElement & { captureStream?: () => MediaStream } & MozillaVideo,
): MediaStream {
  if (video.captureStream) return video.captureStream();
  if (video.mozCaptureStream) return video.mozCaptureStream();
  throw new Error('this browser cannot send a video file');
}
