import type { Router } from 'mediasoup/types';
import { ClientTransport } from './client-transport.ts';
import type { MediaProbe } from './port.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Milliseconds for which a probe stays open if nobody closes it: time for ICE over TCP or a relay on a slow line. */
const longestMs = 20_000;

/**
 * Opens a transport that carries nothing: it is there for a client to find out how packets would travel. Throws
 * `media_unavailable`.
 */
export async function openProbe(pool: WorkerPool, initialOutgoingKbps: number): Promise<MediaProbe> {
  let router: Router | undefined;
  const opened = await ClientTransport.open({
    // It costs as little as a sender whom nobody watches, and must not take a viewer's place.
    reservation: pool.reserve('sender'),
    routerOn: async (process) => (router = await process.worker.createRouter()),
    initialOutgoingKbps,
    onLost: () => undefined,
  });
  const close = (): void => {
    clearTimeout(timer);
    opened.close();
    router?.close();
  };
  const timer = setTimeout(close, longestMs);
  timer.unref();
  return { transport: opened.options, close };
}
