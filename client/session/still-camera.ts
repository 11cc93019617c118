import { gridHeight, gridWidth, lumaGrid } from './still-facts.ts';

/** A still's measures in pixels: those of a tile of the wall. */
export const stillWidth = 320;
export const stillHeight = 180;

/** How carefully a still is encoded, 0 to 1: where it begins, and between what it moves. */
const firstQuality = 0.5;
const leastQuality = 0.1;
const bestQuality = 0.7;
const qualityStep = 0.1;
/** A still that is smaller than this may be finer the next time, in bytes. */
const modestBytes = 3_000;

/** One picture of the camera, encoded, with its brightness on the grid. */
export interface Shot {
  picture: Blob;
  grid: Uint8Array;
}

/** Takes small stills of a camera: a few milliseconds each, and nothing between two of them. */
export class StillCamera {
  readonly #maxBytes: number;
  readonly #video = document.createElement('video');
  readonly #still = new OffscreenCanvas(stillWidth, stillHeight);
  readonly #grid = new OffscreenCanvas(gridWidth, gridHeight);
  #quality = firstQuality;
  /** WebP until the browser has answered with something else, as Safari does. */
  #type: 'image/webp' | 'image/jpeg' = 'image/webp';

  /** @param maxBytes what a still weighs at most */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  /** Looks through this camera from now on; null for none. */
  follow(stream: MediaStream | null): void {
    if (this.#video.srcObject === stream) return;
    this.#video.srcObject = stream;
    if (stream !== null) this.#video.play().catch(() => undefined);
  }

  /** The present picture; null while the camera has not given any. */
  async take(): Promise<Shot | null> {
    const { videoWidth, videoHeight, readyState } = this.#video;
    if (readyState < HTMLMediaElement.HAVE_CURRENT_DATA || videoWidth === 0) return null;
    const grid = this.#grid.getContext('2d', { willReadFrequently: true });
    const still = this.#still.getContext('2d', { alpha: false });
    if (grid === null || still === null) return null;
    grid.drawImage(this.#video, 0, 0, gridWidth, gridHeight);
    // The whole picture, also of a phone that stands upright: bars are left at its sides.
    const scale = Math.min(stillWidth / videoWidth, stillHeight / videoHeight);
    const [width, height] = [videoWidth * scale, videoHeight * scale];
    still.fillRect(0, 0, stillWidth, stillHeight);
    still.drawImage(this.#video, (stillWidth - width) / 2, (stillHeight - height) / 2, width, height);
    const { data } = grid.getImageData(0, 0, gridWidth, gridHeight);
    const picture = await this.#encode();
    return picture === null ? null : { picture, grid: lumaGrid(data) };
  }

  /** Idempotent. */
  close(): void {
    this.#video.srcObject = null;
  }

  /** Encodes what is on the canvas so that it stays under the limit; null when even the coarsest does not. */
  async #encode(): Promise<Blob | null> {
    for (;;) {
      const picture = await this.#still.convertToBlob({ type: this.#type, quality: this.#quality });
      if (picture.type !== this.#type && this.#type === 'image/webp') {
        this.#type = 'image/jpeg';
        continue;
      }
      if (picture.size <= this.#maxBytes) {
        if (picture.size < modestBytes) this.#quality = Math.min(bestQuality, this.#quality + qualityStep);
        return picture;
      }
      if (this.#quality <= leastQuality) return null;
      this.#quality = Math.max(leastQuality, this.#quality - qualityStep);
    }
  }
}
