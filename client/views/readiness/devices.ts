import type { DeviceState } from '../../../src/contract/readiness.ts';

/** Milliseconds to say something in. */
const listenMs = 6_000;
/** Root mean square above which a microphone hears more than its own noise; a quiet voice gives about 0.02. */
const heardLevel = 0.004;

/** Opens a device. The stream is the caller's to stop. */
export async function openDevice(
  kind: 'video' | 'audio',
): Promise<{ state: DeviceState; stream: MediaStream | null }> {
  try {
    const constraints = kind === 'video' ? { video: { width: 1280, height: 720 } } : { audio: true };
    // `mediaDevices` is missing on pages that are not secure: the throw is read below like any refusal.
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    return { state: 'ok', stream };
  } catch (thrown) {
    return { state: stateOf(thrown), stream: null };
  }
}

/**
 * Listens until there is a voice, or for six seconds.
 * @param onLevel told the level, 0 to 1, about ten times a second
 */
export async function listen(
  stream: MediaStream,
  onLevel: (level: number) => void,
  signal: AbortSignal,
): Promise<DeviceState> {
  const context = new AudioContext();
  try {
    // Inside of a click's wake this resolves at once; elsewhere it may stay pending for ever.
    await Promise.race([context.resume(), pause(500)]);
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const until = performance.now() + listenMs;
    let loud = 0;
    while (performance.now() < until && !signal.aborted) {
      await pause(100);
      analyser.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      onLevel(Math.min(1, level * 8));
      if (level > heardLevel) loud += 1;
      // Three times: a single click of the line is no voice.
      if (loud >= 3) return 'ok';
    }
    return 'silent';
  } finally {
    onLevel(0);
    await context.close();
  }
}

export function stopStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The names are those of the Media Capture specification (getUserMedia, 10.2). */
function stateOf(thrown: unknown): DeviceState {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotAllowedError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'failed';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
