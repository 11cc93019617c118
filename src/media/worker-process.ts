import { existsSync } from 'node:fs';
import { createWorker, workerBin as defaultWorkerBin } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import { StartError } from '../lib/errors.ts';
import { listenInfos } from './listen-infos.ts';
import { anyPort } from './ports.ts';
import type { MediaSettings } from './settings.ts';

const BIND_ATTEMPTS = 20;
const BIND_PAUSE_MS = 100;
const CLOSE_TIMEOUT_MS = 2_000;

/** A running worker and the one server that all its WebRTC transports share. */
export interface WorkerProcess {
  readonly worker: ms.Worker;
  readonly server: ms.WebRtcServer;
  readonly port: number;
  /** By a clock that only goes forward, in milliseconds. */
  readonly startedAt: number;
}

/**
 * Starts a worker that listens on this port; undefined takes any free one.
 *
 * @throws {Error} when the executable does not run or the port stays taken for 2 s
 */
export async function startWorker(settings: MediaSettings, port: number | undefined): Promise<WorkerProcess> {
  const worker = await spawnWorker(settings);
  try {
    return { worker, ...(await listen(worker, settings, port)), startedAt: performance.now() };
  } catch (error) {
    worker.close();
    throw error;
  }
}

/** Asks the process to end and waits for it; one that does not answer is killed. */
export async function stopWorker({ worker }: WorkerProcess): Promise<void> {
  if (worker.subprocessClosed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => kill(worker.pid), CLOSE_TIMEOUT_MS);
    worker.once('subprocessclose', () => {
      clearTimeout(timer);
      resolve();
    });
    worker.close();
  });
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, which is what was wanted.
  }
}

/**
 * mediasoup ends each worker at this process's first SIGINT or SIGTERM. Media shall flow until our own graceful stop is
 * through, so its handlers are taken off; a worker whose parent is gone ends by itself.
 */
async function spawnWorker(settings: MediaSettings): Promise<ms.Worker> {
  const program = settings.workerBin ?? defaultWorkerBin;
  if (!existsSync(program)) {
    throw new StartError(
      `The media worker ${program} is missing. Start the server with "npm start", which provides one, or name yours in ` +
        'media.workerBin.',
    );
  }
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))]));
  const starting = createWorker({
    logLevel: 'warn',
    ...(settings.workerBin === null ? {} : { workerBin: settings.workerBin }),
  });
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (before.get(signal)?.has(listener) === false) process.removeListener(signal, listener);
    }
  }
  return starting;
}

/** A port can stay taken for a moment after the worker that had it was killed. */
async function listen(
  worker: ms.Worker,
  settings: MediaSettings,
  wanted: number | undefined,
): Promise<{ server: ms.WebRtcServer; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? anyPort();
    try {
      const server = await worker.createWebRtcServer({ listenInfos: listenInfos(settings, port) });
      return { server, port };
    } catch (error) {
      if (attempt === BIND_ATTEMPTS || worker.closed) throw error;
    }
    if (wanted !== undefined) await new Promise((resolve) => setTimeout(resolve, BIND_PAUSE_MS));
  }
}
