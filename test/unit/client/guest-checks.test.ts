import { describe, expect, it } from 'vitest';
import {
  judgeEcho,
  judgeMicrophone,
  judgePicture,
  loudness,
  sampleMs,
} from '../../../client/session/guest-checks.ts';

const points = 64 * 36;

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function pictureOf(base: (point: number) => number, noise = 0, seed = 1): Uint8Array {
  const next = numbers(seed);
  return Uint8Array.from({ length: points }, (_, point) => base(point) + noise * next());
}

const scene = (point: number): number => 60 + (point % 64) * 2;

describe('the picture', () => {
  it('is missing when there is none', () => {
    expect(judgePicture([])).toBe('missing');
  });

  it('is black behind a closed lens, noise and all', () => {
    expect(judgePicture([1, 2, 3].map((seed) => pictureOf(() => 4, 9, seed)))).toBe('black');
  });

  it('is not black in a dark room with a bright window', () => {
    const window = (point: number): number => (point % 64 < 6 ? 200 : 2);
    expect(judgePicture([1, 2].map((seed) => pictureOf(window, 5, seed)))).toBe('good');
  });

  it('is frozen when nothing of it changes', () => {
    expect(judgePicture([pictureOf(scene), pictureOf(scene), pictureOf(scene)])).toBe('frozen');
  });

  it("is good in a still room, by the camera's noise alone", () => {
    expect(judgePicture([1, 2, 3].map((seed) => pictureOf(scene, 6, seed)))).toBe('good');
  });
});

describe('the microphone', () => {
  it('is measured as the root mean square', () => {
    expect(loudness(Float32Array.from([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5, 6);
    expect(loudness(new Float32Array(8))).toBe(0);
  });

  it('is missing, quiet, or good', () => {
    expect(judgeMicrophone([])).toBe('missing');
    expect(judgeMicrophone(Array.from({ length: 150 }, () => 0.0004))).toBe('quiet');
    expect(judgeMicrophone([...Array.from({ length: 140 }, () => 0.0004), 0.05])).toBe('good');
  });
});

describe('echo', () => {
  const count = 3_000 / sampleMs;
  /** Levels like speech: syllables of about a fifth of a second. */
  function speech(seed: number): number[] {
    const next = numbers(seed);
    const levels: number[] = [];
    while (levels.length < count) {
      const loud = next() > 0.4 ? 0.02 + 0.1 * next() : 0.001;
      for (let n = 0; n < 6 + 8 * next(); n += 1) levels.push(loud * (0.8 + 0.4 * next()));
    }
    return levels.slice(0, count);
  }
  const later = (levels: readonly number[], ms: number): number[] => [
    ...Array.from({ length: ms / sampleMs }, () => 0.001),
    ...levels.slice(0, levels.length - ms / sampleMs),
  ];

  it.each([0, 120, 300])('is strong when the room comes back %d ms later, however quietly', (ms) => {
    const stage = speech(7);
    expect(
      judgeEcho(
        later(stage, ms).map((level) => level * 0.2),
        stage,
      ),
    ).toBe('strong');
  });

  it('is noticed below another voice', () => {
    const [stage, own] = [speech(7), speech(8)];
    const mixed = later(stage, 80).map((level, place) => level * 0.8 + (own[place] ?? 0) * 0.45);
    expect(judgeEcho(mixed, stage)).not.toBe('none');
  });

  it('is not there when somebody else speaks', () => {
    for (let seed = 20; seed < 40; seed += 1)
      expect(judgeEcho(speech(seed), speech(seed + 100))).not.toBe('strong');
  });

  it('is not there with a silent microphone', () => {
    expect(
      judgeEcho(
        Array.from({ length: count }, () => 0.0002),
        speech(7),
      ),
    ).toBe('none');
  });

  it('is unknown while the stage is silent', () => {
    expect(
      judgeEcho(
        speech(7),
        Array.from({ length: count }, () => 0),
      ),
    ).toBe('unknown');
    expect(judgeEcho(speech(7), [])).toBe('unknown');
  });
});
