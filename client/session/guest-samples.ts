import type { GuestChecks } from '../../src/contract/stage.ts';
import { judgeEcho, judgeMicrophone, judgePicture, loudness, sampleMs } from './guest-checks.ts';

/** One check looks and listens for so long, in milliseconds. */
const windowMs = 3_000;
/** Pictures are compared at this distance, in milliseconds. */
const lookMs = 500;
const width = 64;
const height = 36;

export interface SampledStreams {
  camera: MediaStream | null;
  microphone: MediaStream | null;
  /** The sounds of the stage that this page plays. */
  stage: readonly MediaStream[];
}

/** Looks at the own camera and listens to the own microphone and to the stage for three seconds. */
export class GuestSamples {
  readonly #streams: SampledStreams;
  readonly #video: HTMLVideoElement | null;
  #context: AudioContext | undefined;
  #closed = false;

  constructor(streams: SampledStreams) {
    this.#streams = streams;
    this.#video = streams.camera === null ? null : playOffPage(streams.camera);
  }

  /** What was found; null when it was closed meanwhile. */
  async take(): Promise<GuestChecks | null> {
    const microphone = this.#listen(this.#streams.microphone === null ? [] : [this.#streams.microphone]);
    const stage = this.#listen(this.#streams.stage);
    const pictures: Uint8Array[] = [];
    const own: number[] = [];
    const main: number[] = [];
    const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    const began = performance.now();
    let lookedAt = 0;
    while (!this.#closed && performance.now() - began < windowMs) {
      if (microphone) own.push(microphone());
      main.push(stage?.() ?? 0);
      const now = performance.now();
      if (canvas && this.#video && this.#video.readyState >= 2 && now - lookedAt >= lookMs) {
        lookedAt = now;
        pictures.push(lumaOf(canvas, this.#video));
      }
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
    }
    if (this.#closed) return null;
    return {
      picture: judgePicture(pictures),
      microphone: judgeMicrophone(own),
      echo: judgeEcho(own, main),
    };
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#video) this.#video.srcObject = null;
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  /** A function that tells how loud these streams are together now; undefined when there is nothing to hear. */
  #listen(streams: readonly MediaStream[]): (() => number) | undefined {
    const heard = streams.filter((stream) => stream.getAudioTracks().length > 0);
    if (heard.length === 0) return undefined;
    const context = (this.#context ??= new AudioContext());
    context.resume().catch(() => undefined);
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    for (const stream of heard) context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return () => {
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    };
  }
}

function playOffPage(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  video.play().catch(() => undefined);
  return video;
}

/** The brightness of the present picture, point by point. */
function lumaOf(canvas: OffscreenCanvasRenderingContext2D, video: HTMLVideoElement): Uint8Array {
  canvas.drawImage(video, 0, 0, width, height);
  const { data } = canvas.getImageData(0, 0, width, height);
  const luma = new Uint8Array(width * height);
  for (let point = 0; point < luma.length; point += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(point * 4, point * 4 + 3);
    luma[point] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return luma;
}
