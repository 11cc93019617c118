import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const quietly = ['-loglevel', 'error', '-y'];
/** Seconds that are really encoded, which is what takes time; a longer clip shows them again and again. */
const encoded = 3;

/**
 * Makes a video file as a lecturer might have one: green, 1280x720, with something that moves, and a tone. Needs `ffmpeg`
 * with libvpx and libopus, as Debian's package has them.
 */
export async function recordClip(path: string, { seconds }: { seconds: number }): Promise<void> {
  const length = Math.min(seconds, encoded);
  const picture = `color=c=0x20a040:s=1280x720:r=30:d=${length},drawbox=x=mod(t*200\\,1200):y=600:w=80:h=60:c=white:t=fill`;
  const once = `${path}.once.webm`;
  await run('ffmpeg', [
    ...quietly,
    ...['-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${length}:sample_rate=48000`],
    ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '2M', '-g', '30'],
    ...['-c:a', 'libopus', '-b:a', '128k', '-ac', '2', once],
  ]);
  const again = ['-stream_loop', '-1', '-i', once, '-t', String(seconds), '-c', 'copy', path];
  await run('ffmpeg', [...quietly, ...again]);
  await rm(once);
}
