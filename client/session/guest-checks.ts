import type { GuestChecks } from '../../src/contract/stage.ts';

/** Milliseconds between two samples of how loud something is. */
export const sampleMs = 20;
/** A covered lens gives noise around black: mean brightness (0 to 255) and its variance stay below these. */
const blackMean = 20;
const blackVariance = 40;
/** Even a still room differs from one moment to the next by a camera's noise; a picture that stands does not. */
const movedBy = 2;
/** Below this (-50 dBFS) nobody speaks into the microphone. */
const voice = 0.003;
/** Below this the stage is silent, and nothing can be said about its echo. */
const audible = 0.003;
/** Sound comes back from loudspeakers within so many milliseconds. */
const longestEchoMs = 400;
/** How alike the course of both levels is: from the first on there is some echo, from the second a strong one. */
const someEcho = 0.6;
const strongEcho = 0.8;

/** What a camera shows, from the brightness of some pictures over about two seconds. */
export function judgePicture(pictures: readonly Uint8Array[]): GuestChecks['picture'] {
  const [first] = pictures;
  if (!first) return 'missing';
  if (pictures.every(isBlack)) return 'black';
  if (pictures.length < 2) return 'frozen';
  return pictures.some((picture) => differs(picture, first)) ? 'good' : 'frozen';
}

function isBlack(picture: Uint8Array): boolean {
  const mean = average(picture);
  let sum = 0;
  for (const value of picture) sum += (value - mean) ** 2;
  return mean < blackMean && sum / picture.length < blackVariance;
}

function differs(a: Uint8Array, b: Uint8Array): boolean {
  return a.some((value, point) => Math.abs(value - (b[point] ?? 0)) >= movedBy);
}

/** The root mean square of some samples (-1 to 1). */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** @param levels how loud the microphone was, one value every `sampleMs` */
export function judgeMicrophone(levels: readonly number[]): GuestChecks['microphone'] {
  if (levels.length === 0) return 'missing';
  return Math.max(...levels) >= voice ? 'good' : 'quiet';
}

/**
 * Whether the microphone hears the stage: the courses of both levels are laid over each other, the microphone's a little
 * later each time, and the best match decides.
 * @param microphone and stage: how loud each was, one value every `sampleMs`
 */
export function judgeEcho(microphone: readonly number[], stage: readonly number[]): GuestChecks['echo'] {
  const long = Math.floor(longestEchoMs / sampleMs);
  if (stage.length <= 2 * long || Math.max(0, ...stage) < audible) return 'unknown';
  if (microphone.length === 0 || Math.max(...microphone) < voice / 3) return 'none';
  let best = 0;
  for (let later = 0; later <= long; later += 1) {
    best = Math.max(best, likeness(microphone.slice(later), stage));
  }
  if (best >= strongEcho) return 'strong';
  return best >= someEcho ? 'some' : 'none';
}

/** Pearson's correlation of two courses, over the length that both have; 0 when one of them does not change. */
function likeness(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  const [meanA, meanB] = [average(a.slice(0, length)), average(b.slice(0, length))];
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [(a[at] ?? 0) - meanA, (b[at] ?? 0) - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale < 1e-12 ? 0 : both / scale;
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}
