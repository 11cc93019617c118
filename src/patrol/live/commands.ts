import { kindOfSource } from '../../contract/media.ts';
import type { patrolLiveCommands } from '../../contract/patrol-live.ts';
import { AppError } from '../../lib/errors.ts';
import type { CommandHandlers } from '../../lib/feature.ts';
import type { LivePatrol } from './live-patrol.ts';

export function createLiveCommands(patrol: LivePatrol): CommandHandlers<typeof patrolLiveCommands> {
  return {
    'patrol.watch': ({ connection }, target) => patrol.watch(connection, target),
    'patrol.unwatch': async ({ connection }) => {
      await patrol.unwatch(connection);
      return {};
    },
    'patrol.warm': async ({ connection }, { target }) => ({
      participantId: await patrol.warm(connection, target),
    }),
    'patrol.talk': async ({ connection }, { participantId, on }) => {
      await patrol.talk(connection, participantId, on);
      return {};
    },
    'patrol.openReceive': async ({ connection }, { rtpCapabilities }) => {
      const peer = await patrol.openPeer(connection);
      return peer.openReceive(rtpCapabilities);
    },
    'patrol.openSend': async ({ connection }) => (await patrol.openPeer(connection)).openSend(),
    'patrol.connect': async ({ connection }, { transportId, dtlsParameters }) => {
      await patrol.peer(connection).connect(transportId, dtlsParameters);
      return {};
    },
    'patrol.restartIce': async ({ connection }, { transportId }) => ({
      iceParameters: await patrol.peer(connection).restartIce(transportId),
    }),
    'patrol.produce': async ({ connection }, options) => {
      const { source, kind } = options;
      if (kindOfSource[source] !== kind) {
        throw new AppError('invalid_input', { path: 'kind', expected: kindOfSource[source] });
      }
      patrol.requireSource(connection, source);
      const track = await patrol.peer(connection).produce({ ...options, paused: false });
      return { trackId: track.id, wanted: patrol.isWanted(connection) };
    },
    'patrol.unproduce': async ({ connection }, { trackId }) => {
      await patrol.peer(connection).unproduce(trackId);
      return {};
    },
    'patrol.ready': async ({ connection }, { consumerIds }) => {
      await patrol.peer(connection).ready(consumerIds);
      patrol.ready(connection);
      return {};
    },
  };
}
