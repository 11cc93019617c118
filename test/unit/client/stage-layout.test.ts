import { describe, expect, it } from 'vitest';
import type { StageLayout } from '../../../src/contract/stage.ts';
import type { Picture, PictureSource } from '../../../client/session/types.ts';
import { chooseScene, placesOf, type Rect, type Scene } from '../../../client/views/common/stage-layout.ts';

// Layout never looks into the stream, and Node has none.
const stream = {} as MediaStream;
const usual = { motion: 'moving', since: 0, paused: false, layer: null, onAir: true, stream } as const;

function picture(source: PictureSource, paused = false): Picture {
  const place = `lecturer ${source}`;
  return { ...usual, place, participantId: 'lecturer-1', main: true, source, trackId: place, paused };
}

function face(participantId: string): Picture {
  const place = `${participantId} camera`;
  return { ...usual, place, participantId, main: false, source: 'camera', trackId: place };
}

const voice = { paused: false, participantId: 'lecturer-1', main: true };
const guest = (participantId: string) => ({ participantId, name: `Branch ${participantId}` });

function scene(
  pictures: Picture[],
  { layout = 'auto', guests = [] as string[] }: { layout?: StageLayout; guests?: string[] } = {},
): Scene {
  return chooseScene({ pictures, sounds: [voice], layout, guests: guests.map(guest) });
}

const slots = (of: Scene): string[] =>
  'tiles' in of ? of.tiles.map(({ key, slot }) => `${slot}: ${key}`) : [of.kind];

const [camera, screen, clip] = [picture('camera'), picture('screen'), picture('clip')];

describe('what the stage shows by itself', () => {
  it('gives the lecturer alone the whole stage', () => {
    expect(scene([camera]).kind).toBe('single');
    expect(slots(scene([camera]))).toEqual(['main: lecturer camera']);
  });

  it('makes the shared screen large and the faces small, whichever came first', () => {
    const wanted = ['main: lecturer screen', 'beside: lecturer camera', 'beside: a camera'];
    expect(slots(scene([camera, face('a'), screen], { guests: ['a'] }))).toEqual(wanted);
    expect(slots(scene([screen, face('a'), camera], { guests: ['a'] }))).toEqual(wanted);
  });

  it('fills the stage with a clip, and lets everything else run on unseen', () => {
    const all = scene([camera, clip, screen]);
    expect(all.kind).toBe('clip');
    expect(slots(all)).toEqual(['main: lecturer clip', 'hidden: lecturer camera', 'hidden: lecturer screen']);
  });

  it('puts one guest beside the lecturer, and more of them in a grid with their names', () => {
    const pair = scene([camera, face('a')], { guests: ['a'] });
    expect(pair.kind).toBe('side');
    expect(slots(pair)).toEqual(['main: lecturer camera', 'face: a camera']);
    const four = scene([camera, ...['a', 'b', 'c', 'd'].map(face)], { guests: ['a', 'b', 'c', 'd'] });
    expect(four.kind).toBe('grid');
    expect('tiles' in four && four.tiles.map(({ name }) => name)).toEqual([
      null,
      'Branch a',
      'Branch b',
      'Branch c',
      'Branch d',
    ]);
  });

  it('gives a guest who is heard but not seen a place', () => {
    const heard = { paused: false, participantId: 'a', main: false };
    const shown = chooseScene({ pictures: [camera], sounds: [heard], layout: 'auto', guests: [guest('a')] });
    expect('tiles' in shown && shown.tiles[1]).toMatchObject({
      key: 'a camera',
      picture: null,
      name: 'Branch a',
    });
  });

  it('has no place for whoever is called but sends nothing that is on air', () => {
    expect(slots(scene([camera], { guests: ['a'] }))).toEqual(['main: lecturer camera']);
  });

  it('shows the sound picture when only sound is there, and is empty when nothing is', () => {
    expect(scene([picture('camera', true)]).kind).toBe('sound');
    const muted = [{ ...voice, paused: true }];
    expect(chooseScene({ pictures: [], sounds: muted, layout: 'auto', guests: [] }).kind).toBe('empty');
  });
});

describe('a chosen layout', () => {
  const all = [camera, screen, clip, face('a'), face('b')];
  const guests = ['a', 'b'];

  it.each([
    ['lecturer', 'single', ['main: lecturer camera']],
    [
      'slides',
      'slides',
      ['main: lecturer screen', 'beside: lecturer camera', 'beside: a camera', 'beside: b camera'],
    ],
    ['side', 'side', ['main: lecturer camera', 'beside: a camera', 'beside: b camera']],
    ['grid', 'grid', ['face: lecturer camera', 'face: a camera', 'face: b camera']],
    ['clip', 'clip', ['main: lecturer clip']],
  ] as const)('%s', (layout, kind, wanted) => {
    const shown = scene(all, { layout, guests });
    expect(shown.kind).toBe(kind);
    expect(slots(shown).filter((slot) => !slot.startsWith('hidden'))).toEqual(wanted);
    // Whatever is not shown keeps its element, so that it is there at once when it comes back.
    expect('tiles' in shown && shown.tiles.length).toBe(all.length);
  });

  it.each(['slides', 'side', 'grid', 'clip'] as const)('%s falls back to what is there', (layout) => {
    expect(slots(scene([camera], { layout }))).toEqual(['main: lecturer camera']);
  });
});

describe('places', () => {
  const overlap = (a: Rect, b: Rect): boolean =>
    a.x + a.width > b.x + 1e-6 &&
    b.x + b.width > a.x + 1e-6 &&
    a.y + a.height > b.y + 1e-6 &&
    b.y + b.height > a.y + 1e-6;

  it.each([
    ['a wide screen', 16 / 9],
    ['a projector', 4 / 3],
    ['a phone held upright', 9 / 16],
    ['a wide wall', 3],
  ])('lie within %s and cover nothing of each other', (_name, aspect) => {
    for (const layout of ['auto', 'side', 'grid', 'slides'] as const) {
      for (let count = 0; count <= 4; count += 1) {
        const guests = ['a', 'b', 'c', 'd'].slice(0, count);
        for (const main of [[camera], [camera, screen]]) {
          const shown = scene([...main, ...guests.map(face)], { layout, guests });
          if (!('tiles' in shown)) throw new Error('nothing is shown');
          const visible = shown.tiles.filter(({ slot }) => slot !== 'hidden').length;
          const rects = placesOf(shown.kind, shown.tiles, aspect).slice(0, visible);
          for (const [place, rect] of rects.entries()) {
            expect(Math.min(rect.x, rect.y)).toBeGreaterThan(-1e-6);
            expect(rect.x + rect.width).toBeLessThan(1 + 1e-6);
            expect(rect.y + rect.height).toBeLessThan(1 + 1e-6);
            for (const other of rects.slice(place + 1)) expect(overlap(rect, other)).toBe(false);
          }
        }
      }
    }
  });

  it('put a pair side by side on every wide screen, its pixels rounded or not', () => {
    const shown = scene([camera, face('a')], { guests: ['a'] });
    if (!('tiles' in shown)) throw new Error('nothing is shown');
    for (const height of [370, 371, 372, 1080]) {
      const [first, second] = placesOf(shown.kind, shown.tiles, Math.round((height * 16) / 9) / height);
      expect(first?.y).toBeCloseTo(second?.y ?? -1, 6);
      expect(second?.x).toBeCloseTo(0.5, 2);
    }
  });

  it('give faces of a grid the shape of their pictures', () => {
    const shown = scene([camera, face('a'), face('b')], { guests: ['a', 'b'] });
    if (!('tiles' in shown)) throw new Error('nothing is shown');
    for (const { width, height } of placesOf(shown.kind, shown.tiles, 4 / 3)) {
      expect((width / height) * (4 / 3)).toBeCloseTo(16 / 9, 6);
    }
  });
});
