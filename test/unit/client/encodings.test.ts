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
