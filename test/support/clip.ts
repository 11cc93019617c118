import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes a video file as a lecturer might have one: green, 1280x720, with something that moves, and a tone. Needs `ffmpeg`
 * with libvpx and libopus, as Debian's package has them.
 */
export async function recordClip(path: string, { seconds }: { seconds: number }): Promise<void> {
  const picture = `color=c=0x20a040:s=1280x720:r=30:d=${seconds},drawbox=x=mod(t*200\\,1200):y=600:w=80:h=60:c=white:t=fill`;
  await run('ffmpeg', [
    ...['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}:sample_rate=48000`],
    ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '2M', '-g', '30'],
    ...['-c:a', 'libopus', '-b:a', '128k', '-ac', '2', path],
  ]);
}
