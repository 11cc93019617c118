import { expect, it } from 'vitest';
import { encodingOf } from '../../../client/session/encodings.ts';

it.each([
  { width: 1280, height: 720, scales: [4, 2, 1] },
  { width: 720, height: 1280, scales: [4, 2, 1] },
  { width: 640, height: 480, scales: [2, 1] },
  { width: 320, height: 240, scales: [1] },
])('sends the whole picture of a $width x $height camera as the top layer', ({ width, height, scales }) => {
  const { encodings } = encodingOf('camera', { getSettings: () => ({ width, height }) });
  expect(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual(scales);
});

it.each([
  { height: 1080, layers: 2 },
  { height: 360, layers: 1 },
])('puts a clip of $height lines before the camera, which nobody sees beside it', ({ height, layers }) => {
  const track = { getSettings: () => ({ width: (height * 16) / 9, height }) };
  const { encodings } = encodingOf('clip', track);
  // Only at the first: browsers of libwebrtc refuse it at any other.
  expect(encodings.map(({ priority }) => priority)).toEqual(['high', undefined].slice(0, layers));
  expect(encodingOf('camera', track).encodings.some(({ priority }) => priority !== undefined)).toBe(false);
});
