import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptPicture, inspectPicture } from '../../../src/patrol/picture.ts';
import { claiming, picture, still, type PictureKind } from '../../support/pictures.ts';

const size = { width: 64, height: 36 };
const kinds: readonly PictureKind[] = ['jpeg', 'webp', 'webpLossless', 'webpExtended'];

describe('inspectPicture', () => {
  it.each(kinds)('reads type and sides of %s from its bytes', (kind) => {
    const type = kind === 'jpeg' ? 'image/jpeg' : 'image/webp';
    expect(inspectPicture(picture(kind))).toEqual({ type, ...size });
  });

  it('reads a picture that lies within a larger buffer', () => {
    const larger = Buffer.concat([Buffer.alloc(7), picture('webp'), Buffer.alloc(5)]);
    expect(inspectPicture(larger.subarray(7, larger.length - 5))).toMatchObject(size);
  });

  it.each(kinds)('refuses %s that is cut off or has something behind its end', (kind) => {
    const whole = picture(kind);
    for (let length = 0; length < whole.length; length += 1) {
      expect(inspectPicture(whole.subarray(0, length)), `${length} bytes`).toBeUndefined();
    }
    expect(inspectPicture(Buffer.concat([whole, Buffer.from('<script>')]))).toBeUndefined();
  });

  it('refuses a JPEG with a second frame header, of which one could be checked and the other drawn', () => {
    const jpeg = picture('jpeg');
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    const segment = jpeg.subarray(frame, frame + 2 + jpeg.readUInt16BE(frame + 2));
    const twice = Buffer.concat([jpeg.subarray(0, frame), segment, jpeg.subarray(frame)]);
    expect(inspectPicture(twice)).toBeUndefined();
  });

  it('refuses a WebP whose container and image disagree, and one that moves', () => {
    const larger = picture('webpExtended');
    larger.writeUIntLE(1_919, 24, 3);
    expect(inspectPicture(larger)).toBeUndefined();
    const moving = picture('webpExtended');
    moving.write('ANIM', 30, 'latin1');
    expect(inspectPicture(moving)).toBeUndefined();
  });

  it('refuses what is neither', () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    const gif = Buffer.from('474946383961010001000000002c00000000010001000002', 'hex');
    for (const other of [svg, gif, Buffer.alloc(0), Buffer.from('RIFF')]) {
      expect(inspectPicture(other)).toBeUndefined();
    }
  });

  it('never throws, whatever the bytes', () => {
    const damaged = fc.record({
      kind: fc.constantFrom(...kinds),
      at: fc.nat(2_000),
      byte: fc.nat(255),
      keep: fc.nat(2_000),
    });
    fc.assert(
      fc.property(damaged, ({ kind, at, byte, keep }) => {
        const bytes = picture(kind);
        bytes[at % bytes.length] = byte;
        inspectPicture(bytes);
        inspectPicture(bytes.subarray(0, keep));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void inspectPicture(bytes)));
  });
});

describe('acceptPicture', () => {
  const bounds = { side: { least: 16, most: 640 }, bytes: 15 * 1024 };

  it('keeps to the bounds of bytes and sides', () => {
    expect(acceptPicture(still(1), bounds)).toMatchObject(size);
    expect(acceptPicture(still(1, 15 * 1024), bounds)).toBeUndefined();
    expect(acceptPicture(claiming(641, 36), bounds)).toBeUndefined();
    expect(acceptPicture(claiming(64, 65_535), bounds)).toBeUndefined();
    expect(acceptPicture(claiming(0, 0), bounds)).toBeUndefined();
  });
});
