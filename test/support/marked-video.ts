import { closeSync, openSync, writeSync } from 'node:fs';

// A video file whose every frame says which one it is: a row of large black and white squares spells its number, so that
// a page can read it from the decoded picture, through any codec and at any size.

const width = 960;
const height = 540;
/** Bits of a frame's number. */
export const markBits = 6;
/** Frames until the file begins anew: 2.13 s at 30 frames a second, more than any delay that is worth measuring. */
export const markFrames = 2 ** markBits;
export const markFramesPerSecond = 30;

/** Where the marks are, as shares of the picture's width and height: bits from left to right, the highest first. */
export const markRow = { top: 0.4, bottom: 0.6, left: 0.05, right: 0.95 };

/** Chroma of the whole picture, 0 to 255; 128 each is grey. Tells cameras apart. */
export interface Colour {
  u: number;
  v: number;
}

/** Writes the file in YUV4MPEG2, which Chromium takes as a camera (`--use-file-for-fake-video-capture`). */
export function writeMarkedVideo(path: string, colour: Colour = { u: 128, v: 128 }): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, `YUV4MPEG2 W${width} H${height} F${markFramesPerSecond}:1 Ip A1:1 C420jpeg\n`);
    for (let frame = 0; frame < markFrames; frame += 1) {
      writeSync(file, 'FRAME\n');
      writeSync(file, picture(frame, colour));
    }
  } finally {
    closeSync(file);
  }
}

function picture(frame: number, colour: Colour): Buffer {
  const luma = Buffer.alloc(width * height, 96);
  // Something moves, so that encoders have work: a bar that wanders over the lower edge.
  fill(luma, { x: (frame * 10) % width, y: 480, width: 60, height: 30 }, 180);
  const cell = ((markRow.right - markRow.left) * width) / markBits;
  for (let bit = 0; bit < markBits; bit += 1) {
    const white = (frame >> (markBits - 1 - bit)) & 1;
    const x = Math.round(markRow.left * width + bit * cell);
    const area = { x, y: markRow.top * height, width: cell, height: (markRow.bottom - markRow.top) * height };
    fill(luma, area, white ? 235 : 16);
  }
  const plane = (value: number): Buffer => Buffer.alloc((width * height) / 4, value);
  return Buffer.concat([luma, plane(colour.u), plane(colour.v)]);
}

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

function fill(luma: Buffer, area: Area, value: number): void {
  const right = Math.min(width, Math.floor(area.x + area.width));
  const bottom = Math.min(height, Math.floor(area.y + area.height));
  for (let y = Math.floor(area.y); y < bottom; y += 1) {
    luma.fill(value, y * width + Math.floor(area.x), y * width + right);
  }
}
