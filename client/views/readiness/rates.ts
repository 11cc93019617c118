import type { readinessLimits } from '../../../src/contract/readiness.ts';
import type { sessionHeader } from '../../../src/contract/identity.ts';

/** The types pin these to the contract's: importing the values would bring the schemas' library into the page. */
const header: typeof sessionHeader = 'x-plenum-session';
const most: (typeof readinessLimits)['transferBytes'] = 8_388_608;

/** Milliseconds that a measurement should last, and a first upload's bytes to guess the rate from. */
const measureMs = 2_500;
const firstUpload = 128 * 1024;
/** Tries while the server is busy with other rooms' measurements, and the pause between them in milliseconds. */
const tries = 8;
const busyPauseMs = 2_500;

/** The download rate in kbit/s; null when it could not be measured. */
export async function measureDownload(sessionId: string, signal: AbortSignal): Promise<number | null> {
  const response = await untilFree(() =>
    fetch(`/api/readiness/bytes?size=${most}`, {
      headers: { [header]: sessionId },
      cache: 'no-store',
      signal,
    }),
  );
  const reader = response?.body?.getReader();
  if (!reader) return null;
  // The first block only starts the clock: what came before it is delay, not rate.
  const first = await reader.read();
  if (first.done) return null;
  const since = performance.now();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (performance.now() - since > measureMs) break;
  }
  const ms = Math.max(1, performance.now() - since);
  await reader.cancel();
  return bytes === 0 ? null : Math.round((bytes * 8) / ms);
}

/** The upload rate in kbit/s; null when it could not be measured. */
export async function measureUpload(sessionId: string, signal: AbortSignal): Promise<number | null> {
  const guess = await timedUpload(sessionId, firstUpload, signal);
  if (guess === null) return null;
  const bytes = Math.min(most, Math.max(firstUpload, Math.round((guess / 8) * measureMs)));
  return timedUpload(sessionId, bytes, signal);
}

async function timedUpload(sessionId: string, bytes: number, signal: AbortSignal): Promise<number | null> {
  const body = noise(bytes);
  let since = 0;
  const response = await untilFree(() => {
    since = performance.now();
    return fetch('/api/readiness/bytes', {
      method: 'POST',
      headers: { [header]: sessionId, 'content-type': 'application/octet-stream' },
      body,
      signal,
    });
  });
  return response?.ok === true ? Math.round((bytes * 8) / Math.max(1, performance.now() - since)) : null;
}

/** Repeats a request while the server says that too many measure at once. Null when it fails. */
async function untilFree(ask: () => Promise<Response>): Promise<Response | null> {
  for (let turn = 0; turn < tries; turn += 1) {
    const response = await ask();
    if (response.ok) return response;
    if (response.status !== 429) return null;
    await new Promise((resolve) => setTimeout(resolve, busyPauseMs * (0.5 + Math.random())));
  }
  return null;
}

/** Bytes that no line on the way can make smaller. */
function noise(bytes: number): Blob {
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  const parts = Array.from({ length: Math.ceil(bytes / block.length) }, (_, index) =>
    block.subarray(0, Math.min(block.length, bytes - index * block.length)),
  );
  return new Blob(parts);
}
