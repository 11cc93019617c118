import type { Picture, PictureSource, Sound } from '../../session/types.ts';

export type StageLayout =
  | { kind: 'empty' }
  | { kind: 'sound' }
  | { kind: 'single'; main: Picture }
  | { kind: 'slides'; main: Picture; beside: readonly Picture[] };

/** What deserves the room first: text must be large, a clip is what everybody came to see, a face may be small. */
const importance: readonly PictureSource[] = ['screen', 'clip', 'camera'];

/** Chooses what is large and what is small. The lecturer's console and every room use this same rule. */
export function chooseLayout(
  pictures: readonly Picture[],
  sounds: readonly Pick<Sound, 'paused'>[],
): StageLayout {
  const shown = pictures
    .filter((picture) => !picture.paused)
    .sort((a, b) => importance.indexOf(a.source) - importance.indexOf(b.source));
  const [main, ...beside] = shown;
  if (main === undefined) {
    return { kind: sounds.some((sound) => !sound.paused) ? 'sound' : 'empty' };
  }
  return beside.length === 0 ? { kind: 'single', main } : { kind: 'slides', main, beside };
}
