import { closeSync, openSync, writeSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Packets that a page's browser has sent for its tracks, and how many of its tracks it sends at all. */
export async function sentBy(page: Page): Promise<{ packets: number; tracks: number }> {
  return page.evaluate(async () => {
    const sum = { packets: 0, tracks: 0 };
    for (const connection of window.plenumConnections) {
      if (connection.connectionState === 'closed') continue;
      (await connection.getStats()).forEach((stat: Record<string, unknown>) => {
        if (stat['type'] !== 'outbound-rtp') return;
        sum.packets += Number(stat['packetsSent']);
        sum.tracks += 1;
      });
    }
    return sum;
  });
}

/**
 * Writes a camera's film that never changes, as Chromium's fake capture reads it (YUV4MPEG2): a lid, or a picture that stands.
 * @param luma brightness of a row of the picture, 0 to 255, by its number of 180
 */
export function writeStandingFilm(path: string, luma: (row: number) => number): void {
  const [width, height] = [320, 180];
  const file = openSync(path, 'w');
  try {
    writeSync(file, `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
    writeSync(file, 'FRAME\n');
    const rows = Array.from({ length: height }, (_, row) => Buffer.alloc(width, luma(row)));
    writeSync(file, Buffer.concat([...rows, Buffer.alloc((width * height) / 2, 128)]));
  } finally {
    closeSync(file);
  }
}
