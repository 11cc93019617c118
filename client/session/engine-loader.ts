import type { RtpCapabilities } from '../../src/contract/media.ts';
import { ClientError } from './client-error.ts';
import type { LoadEngine, MediaEngine } from './media-engine.ts';

/**
 * Loads mediasoup-client and what speaks to it when they are first needed; one device serves all transports as long as the
 * server offers the same.
 */
export function createEngineLoader(): LoadEngine {
  let loaded: { offer: string; engine: Promise<MediaEngine> } | undefined;
  return (routerRtpCapabilities) => {
    const offer = JSON.stringify(routerRtpCapabilities);
    if (loaded?.offer === offer) return loaded.engine;
    const engine = load(routerRtpCapabilities).catch((thrown: unknown) => {
      // A chunk that could not be fetched may come the next time.
      loaded = undefined;
      throw ClientError.from(thrown, navigator.onLine ? 'unsupported' : 'offline');
    });
    loaded = { offer, engine };
    return engine;
  };
}

async function load(routerRtpCapabilities: RtpCapabilities): Promise<MediaEngine> {
  const { createEngine } = await import('./mediasoup-engine.ts');
  return createEngine(routerRtpCapabilities);
}
