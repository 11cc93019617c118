import type { StageGuest, StageLayout } from '../../../src/contract/stage.ts';
import type { Picture, PictureSource, Sound } from '../../session/types.ts';

/** What is to be laid out: whatever is on air. */
export interface OnStage {
  pictures: readonly Picture[];
  sounds: readonly Pick<Sound, 'paused' | 'participantId' | 'main'>[];
  /** What the main classroom chose. */
  layout: StageLayout;
  guests: readonly Pick<StageGuest, 'participantId' | 'name'>[];
}

/** One place of the stage. Its key stays the same through every change of layout, and so does its running video. */
export interface Tile {
  key: string;
  /** Null for a guest who is heard but not seen. */
  picture: Picture | null;
  /** `main`: large; `beside`: small next to something large; `face`: one of equals; `hidden`: running, but not shown. */
  slot: 'main' | 'beside' | 'face' | 'hidden';
  /** Whose face it is, where that has to be said. */
  name: string | null;
}

export type Arrangement = 'single' | 'slides' | 'side' | 'grid' | 'clip';

export type Scene = { kind: 'empty' } | { kind: 'sound' } | { kind: Arrangement; tiles: readonly Tile[] };

/** More faces than that are a wall, not a conversation: the lecturer and four guests. */
const mostFaces = 5;

/**
 * Chooses what is large and what is small; the lecturer's monitor and every room use this same rule. A layout that lacks
 * what it is for falls back to `auto`: a clip fills the picture, else slides are large with the faces small, else guests
 * stand beside the lecturer or in a grid, else the lecturer is large.
 */
export function chooseScene(on: OnStage): Scene {
  const cast = castOf(on);
  const chosen = arrangementOf(on.layout, cast);
  if (chosen === null) {
    return { kind: on.sounds.some((sound) => !sound.paused) ? 'sound' : 'empty' };
  }
  const shown = tilesOf(chosen, cast);
  const keys = new Set(shown.map(({ key }) => key));
  const hidden = on.pictures
    .filter((picture) => !picture.paused && !keys.has(picture.place))
    .map((picture): Tile => ({ key: picture.place, picture, slot: 'hidden', name: null }));
  return { kind: chosen, tiles: [...shown, ...hidden] };
}

/** Everything on the stage by its part. */
interface Cast {
  clip: Tile | null;
  screen: Tile | null;
  lecturer: Tile | null;
  guests: readonly Tile[];
  /** Slides or clips of others than the main classroom never come; whatever else there is stands small. */
  rest: readonly Tile[];
}

function castOf({ pictures, sounds, guests }: OnStage): Cast {
  const shown = pictures.filter((picture) => !picture.paused);
  const tile = (picture: Picture): Tile => ({ key: picture.place, picture, slot: 'main', name: null });
  const first = (source: PictureSource): Tile | null => {
    const picture =
      shown.find((one) => one.source === source && one.main) ??
      shown.find((one) => one.source === source && !isGuest(one));
    return picture ? tile(picture) : null;
  };
  const isGuest = ({ participantId }: Pick<Picture, 'participantId'>): boolean =>
    guests.some((guest) => guest.participantId === participantId);
  const faces = guests.flatMap(({ participantId, name }): Tile[] => {
    const picture = shown.find((one) => one.participantId === participantId && one.source === 'camera');
    if (picture) return [{ ...tile(picture), name }];
    const heard = sounds.some((sound) => sound.participantId === participantId && !sound.paused);
    return heard ? [{ key: `${participantId} camera`, picture: null, slot: 'main', name }] : [];
  });
  const [clip, screen, lecturer] = [first('clip'), first('screen'), first('camera')];
  const taken = new Set([clip, screen, lecturer, ...faces].map((one) => one?.key));
  return {
    clip,
    screen,
    lecturer,
    guests: faces,
    rest: shown.filter(({ place }) => !taken.has(place)).map(tile),
  };
}

/** Null when there is nothing to see. */
function arrangementOf(layout: StageLayout, cast: Cast): Arrangement | null {
  const { clip, screen, lecturer, guests } = cast;
  switch (layout) {
    case 'clip':
      if (clip) return 'clip';
      break;
    case 'slides':
      if (screen) return 'slides';
      break;
    case 'lecturer':
      if (lecturer) return 'single';
      break;
    case 'side':
      if (lecturer && guests.length > 0) return 'side';
      break;
    case 'grid':
      if ((lecturer ? 1 : 0) + guests.length > 1) return 'grid';
      break;
    case 'auto':
      break;
  }
  if (clip) return 'clip';
  if (screen) return lecturer || guests.length > 0 ? 'slides' : 'single';
  if (lecturer && guests.length === 1) return 'side';
  if (guests.length > 1 || (lecturer && guests.length > 0)) return 'grid';
  return lecturer || guests.length > 0 || cast.rest.length > 0 ? 'single' : null;
}

function tilesOf(kind: Arrangement, cast: Cast): Tile[] {
  const lecturer = cast.lecturer ? [cast.lecturer] : [];
  const faces = [...lecturer, ...cast.guests].slice(0, mostFaces);
  const as = (slot: Tile['slot'], tiles: readonly Tile[]): Tile[] => tiles.map((one) => ({ ...one, slot }));
  switch (kind) {
    case 'clip':
      return cast.clip ? [cast.clip] : [];
    case 'slides':
      return cast.screen ? [cast.screen, ...as('beside', faces)] : [];
    case 'side':
      return cast.guests.length === 1
        ? [...lecturer, ...as('face', cast.guests)]
        : [...lecturer, ...as('beside', cast.guests)];
    case 'grid':
      return as('face', faces);
    case 'single': {
      const [alone] = cast.lecturer
        ? [cast.lecturer]
        : cast.screen
          ? [cast.screen]
          : [...cast.guests, ...cast.rest];
      return alone ? [alone] : [];
    }
  }
}

/** Shares of the stage's width and height. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Every camera's picture. */
const faceAspect = 16 / 9;
/** Below this the stage is a projector's (4:3) or a phone's held upright: small pictures go below. */
const wideFrom = 3 / 2;
const whole: Rect = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Where the tiles of a scene are.
 * @param aspect the stage's width divided by its height
 */
export function placesOf(kind: Arrangement, tiles: readonly Tile[], aspect: number): Rect[] {
  const shown = tiles.filter(({ slot }) => slot !== 'hidden');
  const beside = shown.length - 1;
  const wide = aspect >= wideFrom;
  const rects =
    beside === 0 || kind === 'clip' || kind === 'single'
      ? [whole]
      : kind === 'grid'
        ? gridOf(shown.length, aspect)
        : kind === 'side' && beside === 1
          ? pairOf(aspect)
          : columnOf(beside, { aspect, wide, share: kind === 'slides' ? (wide ? 1 / 6 : 1 / 4) : 1 / 3 });
  // What is hidden waits in the middle, so that it grows from there.
  return tiles.map((_, place) => rects[place] ?? { x: 0.45, y: 0.45, width: 0.1, height: 0.1 });
}

/** Two of the same size: next to each other, or one above the other where that makes them larger. */
function pairOf(aspect: number): Rect[] {
  return gridOf(2, aspect);
}

/** A large one, and a column of small ones beside it (or a row below it). */
function columnOf(
  count: number,
  { aspect, wide, share }: { aspect: number; wide: boolean; share: number },
): Rect[] {
  if (!wide) {
    const width = Math.min(1 / count, (share / aspect) * faceAspect);
    const left = (1 - width * count) / 2;
    return [
      { x: 0, y: 0, width: 1, height: 1 - share },
      ...each(count, (place) => ({ x: left + place * width, y: 1 - share, width, height: share })),
    ];
  }
  const height = Math.min(1 / count, (share * aspect) / faceAspect);
  const top = (1 - height * count) / 2;
  return [
    { x: 0, y: 0, width: 1 - share, height: 1 },
    ...each(count, (place) => ({ x: 1 - share, y: top + place * height, width: share, height })),
  ];
}

/** Widths that nobody tells apart: a stage whose pixels were rounded must look like one that is exactly as wide. */
const sameWidth = 0.01;

/** The number of columns that makes the faces largest; the last row stands in the middle. */
function gridOf(count: number, aspect: number): Rect[] {
  let columns = 1;
  let width = 0;
  for (let tried = 1; tried <= count; tried += 1) {
    const rows = Math.ceil(count / tried);
    const possible = Math.min(1 / tried, (1 / rows / aspect) * faceAspect);
    // Where it makes no difference, next to each other on a wide screen and below each other on a narrow one.
    const better = aspect >= wideFrom ? possible > width - sameWidth : possible > width + sameWidth;
    if (better) [columns, width] = [tried, possible];
  }
  const rows = Math.ceil(count / columns);
  const height = (width * aspect) / faceAspect;
  return each(count, (place) => {
    const row = Math.floor(place / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    return {
      x: (1 - inRow * width) / 2 + (place % columns) * width,
      y: (1 - rows * height) / 2 + row * height,
      width,
      height,
    };
  });
}

function each(count: number, rect: (place: number) => Rect): Rect[] {
  return Array.from({ length: count }, (_, place) => rect(place));
}
