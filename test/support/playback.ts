import type { Page } from 'playwright-core';
import { median } from '../../bench/report.ts';
import { markBits, markFrames, markFramesPerSecond, markRow } from './marked-video.ts';

/** What a page's main picture is doing right now. */
export interface Playback {
  /** Frames that were decoded and shown since the element began. */
  frames: number;
  width: number;
  height: number;
}

const mainPicture = '.stage__main video';
/** So many frames in a row, and a picture is back. */
const framesOfAPicture = 20;

/** The state of the page's main picture; no frames when there is none. */
export async function playback(page: Page, selector = mainPicture): Promise<Playback> {
  return page.evaluate((query) => {
    const video = document.querySelector<HTMLVideoElement>(query);
    if (!video) return { frames: 0, width: 0, height: 0 };
    return {
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      width: video.videoWidth,
      height: video.videoHeight,
    };
  }, selector);
}

/** Resolves when the picture has shown `more` frames from now on; rejects after `timeout` ms. */
export async function framesFlow(
  page: Page,
  options: { more?: number; timeout?: number; selector?: string } = {},
): Promise<void> {
  const { more = 10, timeout = 45_000, selector = mainPicture } = options;
  await page.evaluate(
    ({ query, wanted, limit }) =>
      new Promise<void>((resolve, reject) => {
        let seen = 0;
        let watched: HTMLVideoElement | null = null;
        const deadline = setTimeout(() => {
          clearInterval(poll);
          reject(new Error(`only ${seen} of ${wanted} frames within ${limit} ms`));
        }, limit);
        const count = (): void => {
          seen += 1;
          if (seen < wanted) return void watched?.requestVideoFrameCallback(count);
          clearTimeout(deadline);
          clearInterval(poll);
          resolve();
        };
        // The element may come late, or be exchanged while the page recovers.
        const poll = setInterval(() => {
          const video = document.querySelector<HTMLVideoElement>(query);
          if (!video || video === watched) return;
          watched = video;
          video.requestVideoFrameCallback(count);
        }, 20);
      }),
    { query: selector, wanted: more, limit: timeout },
  );
}

/** Milliseconds from `since`, of the steady clock, until the main picture of every room moves again. */
export async function pictureBack(rooms: readonly Page[], since = performance.now()): Promise<number> {
  await Promise.all(rooms.map((page) => framesFlow(page, { more: framesOfAPicture })));
  return performance.now() - since;
}

/** A fingerprint of the picture; differs when what it shows differs. */
export async function pictureHash(page: Page, selector = mainPicture): Promise<number> {
  return page.evaluate((query) => {
    const video = document.querySelector<HTMLVideoElement>(query);
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 36;
    const context = canvas.getContext('2d');
    if (!video || !context) return 0;
    context.drawImage(video, 0, 0, 64, 36);
    return context.getImageData(0, 0, 64, 36).data.reduce((hash, value) => (hash * 31 + value) | 0, 7);
  }, selector);
}

/** The mean colour of the picture, 0 to 255 each; black when there is none. */
export async function pictureColour(
  page: Page,
  selector = mainPicture,
): Promise<{ r: number; g: number; b: number }> {
  return page.evaluate((query) => {
    const video = document.querySelector<HTMLVideoElement>(query);
    const canvas = document.createElement('canvas');
    canvas.width = 16;
    canvas.height = 9;
    const context = canvas.getContext('2d');
    const sum = { r: 0, g: 0, b: 0 };
    if (!video || !context || video.videoWidth === 0) return sum;
    context.drawImage(video, 0, 0, 16, 9);
    const { data } = context.getImageData(0, 0, 16, 9);
    for (let at = 0; at < data.length; at += 4) {
      sum.r += (data[at] ?? 0) / 144;
      sum.g += (data[at + 1] ?? 0) / 144;
      sum.b += (data[at + 2] ?? 0) / 144;
    }
    return sum;
  }, selector);
}

/** How many tracks the page receives packets of: those that grew within a second. */
export async function receivedFrom(page: Page): Promise<number> {
  const packets = (): Promise<Record<string, number>> =>
    page.evaluate(async () => {
      const all: Record<string, number> = {};
      for (const [place, connection] of window.plenumConnections.entries()) {
        if (connection.connectionState === 'closed') continue;
        (await connection.getStats()).forEach((stat: Record<string, unknown>) => {
          if (stat['type'] === 'inbound-rtp')
            all[`${place} ${String(stat['trackIdentifier'])}`] = Number(stat['packetsReceived']);
        });
      }
      return all;
    });
  const before = await packets();
  await page.waitForTimeout(1_000);
  const after = await packets();
  return Object.entries(after).filter(([track, count]) => count > (before[track] ?? 0)).length;
}

/** Root mean square level, 0 to 1, of the sound that the page receives and plays within `ms`. A muted page plays none. */
export async function soundLevel(page: Page, ms = 1500): Promise<number> {
  const before = await receivedAudio(page);
  await page.waitForTimeout(ms);
  const after = await receivedAudio(page);
  const seconds = after.seconds - before.seconds;
  return seconds > 0 ? Math.sqrt((after.energy - before.energy) / seconds) : 0;
}

/** Bytes of pictures and sound that the page has received, over which protocols, and how they were encrypted. */
export async function received(
  page: Page,
): Promise<{ bytes: number; protocols: string[]; ciphers: string[] }> {
  return page.evaluate(async () => {
    let bytes = 0;
    const protocols = new Set<string>();
    const ciphers = new Set<string>();
    for (const connection of window.plenumConnections) {
      const stats = new Map<unknown, Record<string, unknown>>();
      (await connection.getStats()).forEach((stat: Record<string, unknown>, key) => stats.set(key, stat));
      for (const stat of stats.values()) {
        if (stat['type'] === 'inbound-rtp') bytes += Number(stat['bytesReceived']);
        if (stat['type'] !== 'transport') continue;
        if (typeof stat['srtpCipher'] === 'string') ciphers.add(stat['srtpCipher']);
        const pair = stats.get(stat['selectedCandidatePairId']);
        const local = stats.get(pair?.['localCandidateId']);
        if (local) protocols.add(String(local['protocol']));
      }
    }
    return { bytes, protocols: [...protocols], ciphers: [...ciphers] };
  });
}

async function receivedAudio(page: Page): Promise<{ energy: number; seconds: number }> {
  return page.evaluate(async () => {
    const sum = { energy: 0, seconds: 0 };
    for (const connection of window.plenumConnections) {
      if (connection.connectionState === 'closed') continue;
      (await connection.getStats()).forEach((stat: Record<string, unknown>) => {
        if (stat['type'] !== 'inbound-rtp' || stat['kind'] !== 'audio') return;
        sum.energy += Number(stat['totalAudioEnergy']);
        sum.seconds += Number(stat['totalSamplesDuration']);
      });
    }
    return sum;
  });
}

/** The number of the marked frame and when this machine's clock said so. */
export interface Sighting {
  frame: number;
  at: number;
}

/** Reads the marks of every frame that the picture shows for `ms` milliseconds. */
export async function watchMarks(page: Page, selector: string, ms: number): Promise<Sighting[]> {
  return page.evaluate(
    ({ query, duration, bits, row }) =>
      new Promise<Sighting[]>((resolve, reject) => {
        const video = document.querySelector<HTMLVideoElement>(query);
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d', { willReadFrequently: true });
        if (!video || !context) {
          reject(new Error(`no picture at ${query}`));
          return;
        }
        canvas.width = 160;
        canvas.height = 90;
        const sightings: Sighting[] = [];
        const end = performance.now() + duration;
        const read = (): void => {
          const at = performance.timeOrigin + performance.now();
          context.drawImage(video, 0, 0, canvas.width, canvas.height);
          const cell = ((row.right - row.left) * canvas.width) / bits;
          const y = Math.round(((row.top + row.bottom) / 2) * canvas.height);
          let frame = 0;
          for (let bit = 0; bit < bits; bit += 1) {
            const x = Math.round(row.left * canvas.width + (bit + 0.5) * cell);
            const green = context.getImageData(x, y, 1, 1).data[1] ?? 0;
            frame = (frame << 1) | (green > 125 ? 1 : 0);
          }
          sightings.push({ frame, at });
          if (performance.now() < end) video.requestVideoFrameCallback(read);
          else resolve(sightings);
        };
        video.requestVideoFrameCallback(read);
      }),
    { query: selector, duration: ms, bits: markBits, row: markRow },
  );
}

/** Fewer frames than these say nothing about a delay. */
const fewestFrames = 11;

/** Milliseconds from the lecturer's own preview to the screen of `shown`: the median of the marked frames of 3 s. */
export async function pictureDelay(lecturer: Page, shown: Page): Promise<number> {
  const [source, seen] = await Promise.all([
    watchMarks(lecturer, mainPicture, 3_000),
    watchMarks(shown, mainPicture, 3_000),
  ]);
  const firstShown = new Map<number, number>();
  for (const { frame, at } of source) if (!firstShown.has(frame)) firstShown.set(frame, at);
  // The film begins anew after this long: a delay is known but for whole turns of it.
  const turnMs = (markFrames / markFramesPerSecond) * 1_000;
  const delays = seen.flatMap(({ frame, at }) => {
    const shownAt = firstShown.get(frame);
    return shownAt === undefined ? [] : [(((at - shownAt) % turnMs) + turnMs) % turnMs];
  });
  if (delays.length < fewestFrames) throw new Error(`only ${delays.length} frames were seen on both pages`);
  return median(delays);
}
