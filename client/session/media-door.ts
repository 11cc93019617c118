import type {
  ConsumerOptions,
  DtlsParameters,
  IceParameters,
  RtpCapabilities,
  RtpParameters,
  TrackKind,
  TrackSource,
  TransportOptions,
} from '../../src/contract/media.ts';
import { isPatrolSource, isStageSource } from '../../src/contract/track-sources.ts';
import { ClientError } from './client-error.ts';
import type { SendCommand } from './connection.ts';

/** How links ask the server. The stage and patrol have doors of their own, and never see each other's media. */
export interface MediaDoor {
  receive(
    capabilities: RtpCapabilities,
  ): Promise<{ transport: TransportOptions; consumers: ConsumerOptions[] }>;
  send(): Promise<{ transport: TransportOptions }>;
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<unknown>;
  restartIce(transportId: string): Promise<{ iceParameters: IceParameters }>;
  /** Resolves to the track's id. */
  produce(track: {
    transportId: string;
    source: TrackSource;
    kind: TrackKind;
    rtpParameters: RtpParameters;
  }): Promise<string>;
  unproduce(trackId: string): Promise<unknown>;
  setPaused(trackId: string, paused: boolean): Promise<unknown>;
  ready(consumerIds: string[]): Promise<unknown>;
}

export function stageDoor(command: SendCommand): MediaDoor {
  return {
    receive: (rtpCapabilities) => command('media.receive', { rtpCapabilities }),
    send: () => command('media.send', {}),
    connect: (transportId, dtlsParameters) => command('media.connect', { transportId, dtlsParameters }),
    restartIce: (transportId) => command('media.restartIce', { transportId }),
    produce: async ({ source, ...track }) => {
      if (!isStageSource(source)) throw new ClientError('unsupported');
      return (await command('media.produce', { source, ...track })).trackId;
    },
    unproduce: (trackId) => command('media.unproduce', { trackId }),
    setPaused: (trackId, paused) => command('media.setPaused', { trackId, paused }),
    ready: (consumerIds) => command('media.consumersReady', { consumerIds }),
  };
}

/** @param published told with each track that was published whether it is to send at once */
export function patrolDoor(command: SendCommand, published: (wanted: boolean) => void): MediaDoor {
  return {
    receive: (rtpCapabilities) => command('patrol.openReceive', { rtpCapabilities }),
    send: () => command('patrol.openSend', {}),
    connect: (transportId, dtlsParameters) => command('patrol.connect', { transportId, dtlsParameters }),
    restartIce: (transportId) => command('patrol.restartIce', { transportId }),
    produce: async ({ source, ...track }) => {
      if (!isPatrolSource(source)) throw new ClientError('unsupported');
      const { trackId, wanted } = await command('patrol.produce', { source, ...track });
      published(wanted);
      return trackId;
    },
    unproduce: (trackId) => command('patrol.unproduce', { trackId }),
    // What is on patrol pauses at its source: it sends or it does not.
    setPaused: async () => undefined,
    ready: (consumerIds) => command('patrol.ready', { consumerIds }),
  };
}
