import { kindOfSource, type MediaSource, type mediaCommands } from '../contract/media.ts';
import { AppError } from '../lib/errors.ts';
import type { CommandHandlers, Connection } from '../lib/feature.ts';
import type { MediaPeer, MediaRoom, PeerListener } from '../media/port.ts';
import type { Classroom } from './classroom.ts';
import type { Seat } from './seat.ts';
import type { ClassroomService } from './service.ts';
import { ignoreGone } from './stage-media.ts';

export function createMediaCommands(service: ClassroomService): CommandHandlers<typeof mediaCommands> {
  return {
    'media.receive': async ({ connection }, { rtpCapabilities }) => {
      const peer = await openPeer(service, connection);
      return peer.openReceive(rtpCapabilities);
    },
    'media.send': async ({ connection }) => {
      requireCall(service, connection);
      const peer = await openPeer(service, connection);
      return peer.openSend();
    },
    'media.connect': async ({ connection }, { transportId, dtlsParameters }) => {
      await ownPeer(service, connection).connect(transportId, dtlsParameters);
      return {};
    },
    'media.restartIce': async ({ connection }, { transportId }) => ({
      iceParameters: await ownPeer(service, connection).restartIce(transportId),
    }),
    'media.produce': async ({ connection }, options) => {
      if (kindOfSource[options.source] !== options.kind) {
        throw new AppError('invalid_input', { path: 'kind', expected: kindOfSource[options.source] });
      }
      requireCall(service, connection);
      const peer = ownPeer(service, connection);
      const { classroom } = await service.mediaSeat(connection);
      const track = await peer.produce(options);
      // Whoever was released while the track was being set up is not to be left with an open microphone.
      if (!maySend(service, connection)) {
        await peer.unproduce(track.id).catch(ignoreGone);
        throw new AppError('not_called');
      }
      await takeOver(classroom, peer, options.source);
      return { trackId: track.id };
    },
    'media.setPaused': async ({ connection }, { trackId, paused }) => {
      await ownPeer(service, connection).setPaused(trackId, paused);
      return {};
    },
    'media.unproduce': async ({ connection }, { trackId }) => {
      await ownPeer(service, connection).unproduce(trackId);
      return {};
    },
    'media.consumersReady': async ({ connection }, { consumerIds }) => {
      await ownPeer(service, connection).ready(consumerIds);
      return {};
    },
    'media.preferLayer': async ({ connection }, { consumerId, spatialLayer }) => {
      await ownPeer(service, connection).preferLayer(consumerId, spatialLayer);
      return {};
    },
    'media.report': async ({ connection }, report) => {
      service.seat(connection).quality = report;
      service.qualityChanged(connection);
      return {};
    },
  };
}

/** The peer of a seat that has one; without one there is nothing to connect, pause or prefer. */
function ownPeer(service: ClassroomService, connection: Connection): MediaPeer {
  const { peer } = service.seat(connection);
  if (!peer || peer.closed) throw new AppError('media_gone');
  return peer;
}

async function openPeer(service: ClassroomService, connection: Connection): Promise<MediaPeer> {
  const { seat, room, classroom } = await service.mediaSeat(connection);
  if (seat.connection !== connection) throw new AppError('not_joined');
  if (seat.peer && !seat.peer.closed) return seat.peer;
  return newPeer(seat, room, classroom);
}

function newPeer(seat: Seat, room: MediaRoom, classroom: Classroom): MediaPeer {
  const { participant } = seat;
  const peer = room.openPeer({
    id: participant.sessionId,
    kind: participant.role === 'screen' ? 'room' : 'person',
    listener: listenerOf(seat),
  });
  seat.peer = peer;
  peer.follow(classroom.followedBy(seat));
  return peer;
}

/** Tells whoever sits in the seat now. While nobody does, nothing is kept: a rejoin sets up what it finds missing. */
function listenerOf(seat: Seat): PeerListener {
  return {
    consumerOpened: (consumer) => seat.connection?.notify('media.consumerOpened', { consumer }),
    consumerClosed: (consumerId) => seat.connection?.notify('media.consumerClosed', { consumerId }),
    consumerPaused: (consumerId, paused) =>
      seat.connection?.notify('media.consumerPaused', { consumerId, paused }),
    layerChanged: (consumerId, spatialLayer) =>
      seat.connection?.notify('media.layerChanged', { consumerId, spatialLayer }),
    transportLost: (direction) => seat.connection?.notify('media.transportLost', { direction }),
  };
}

/** Throws `not_called` for those who are not on the stage and were not called to it. */
function requireCall(service: ClassroomService, connection: Connection): void {
  if (!maySend(service, connection)) throw new AppError('not_called');
}

function maySend(service: ClassroomService, connection: Connection): boolean {
  const { classroom, seat } = service.registry.seated(connection);
  const { sessionId, role } = seat.participant;
  return classroom.direction.maySend(sessionId, role);
}

/** The newest device of the main classroom has the stage: the same source of every other one that is on air ends. */
async function takeOver(classroom: Classroom, newest: MediaPeer, source: MediaSource): Promise<void> {
  const onAir = (id: string): boolean => {
    const role = classroom.seatOf(id)?.participant.role;
    return role !== undefined && classroom.direction.placeOf(id, role) === 'air';
  };
  if (!onAir(newest.id)) return;
  const others = classroom.tracks.filter(
    (track) => track.source === source && track.participantId !== newest.id && onAir(track.participantId),
  );
  for (const { trackId, participantId } of others) {
    const seat = classroom.seatOf(participantId);
    // The other may just have ended it: then there is nothing left to take.
    await seat?.peer?.unproduce(trackId).catch(ignoreGone);
    seat?.connection?.notify('media.trackTakenOver', { trackId, source });
  }
}
