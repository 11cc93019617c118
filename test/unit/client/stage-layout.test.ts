import { describe, expect, it } from 'vitest';
import type { Picture, PictureSource } from '../../../client/session/types.ts';
import { chooseLayout } from '../../../client/views/common/stage-layout.ts';

function picture(source: PictureSource, paused = false): Picture {
  // Layout never looks into the stream, and Node has none.
  const stream = {} as MediaStream;
  return { source, trackId: source, stream, motion: 'moving', since: 0, paused, layer: null };
}

const sound = { paused: false };

describe('what the stage shows', () => {
  it('gives the lecturer alone the whole stage', () => {
    const camera = picture('camera');
    expect(chooseLayout([camera], [sound])).toEqual({ kind: 'single', main: camera });
  });

  it('makes the shared screen large and the lecturer small, whichever came first', () => {
    const [camera, screen] = [picture('camera'), picture('screen')];
    const wanted = { kind: 'slides', main: screen, beside: [camera] };
    expect(chooseLayout([camera, screen], [])).toEqual(wanted);
    expect(chooseLayout([screen, camera], [])).toEqual(wanted);
  });

  it('keeps a clip and the lecturer beside the shared screen', () => {
    const pictures = [picture('camera'), picture('clip'), picture('screen')];
    const layout = chooseLayout(pictures, []);
    expect(layout.kind === 'slides' && layout.beside.map((one) => one.source)).toEqual(['clip', 'camera']);
  });

  it('shows the sound picture when only sound is there', () => {
    expect(chooseLayout([picture('camera', true)], [sound])).toEqual({ kind: 'sound' });
  });

  it('is empty when everything is switched off', () => {
    expect(chooseLayout([picture('camera', true)], [{ paused: true }])).toEqual({ kind: 'empty' });
    expect(chooseLayout([], [])).toEqual({ kind: 'empty' });
  });
});
