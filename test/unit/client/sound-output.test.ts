import { afterEach, expect, it, vi } from 'vitest';
import { State } from '../../../client/session/observable.ts';
import { StageSound } from '../../../client/session/sound-output.ts';
import type { Sound } from '../../../client/session/types.ts';

/** An audio element as far as the stage's sound uses one. */
class FakeAudio {
  volume = 1;
  muted = false;
  paused = true;
  srcObject: unknown = null;
  readonly dataset: Record<string, string> = {};

  async play(): Promise<void> {
    this.paused = false;
  }

  remove(): void {
    this.srcObject = null;
  }
}

afterEach(() => vi.unstubAllGlobals());

it('is turned down while somebody speaks to the room, and comes back as loud as it was set meanwhile', () => {
  const element = new FakeAudio();
  vi.stubGlobal('document', { createElement: () => element, body: { append: () => undefined } });
  const voice = { place: 'main microphone', source: 'microphone', audible: true, stream: {} };
  const sounds = new State<{ sounds: readonly Sound[] }>({ sounds: [] });
  const sound = new StageSound(sounds);
  sound.setVolume(0.8);
  // Only what is played counts here; whose it is does not.
  sounds.set({ sounds: [voice as Sound] });
  expect(element.volume).toBe(0.8);
  sound.duck(true);
  expect(element.volume).toBeLessThan(0.2);
  expect(element.volume).toBeGreaterThan(0);
  expect(sound.volume.get()).toBe(0.8);
  sound.setVolume(0.4);
  expect(element.volume).toBeLessThan(0.1);
  sound.duck(false);
  expect(element.volume).toBe(0.4);
  sound.close();
});
