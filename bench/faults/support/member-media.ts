import type { MediaLink } from '../../../client/session/media-recovery.ts';
import type { SendCommand } from '../../../client/session/connection.ts';
import type { ConsumerOptions } from '../../../src/contract/media.ts';
import { publishedParameters, receiveCapabilities } from '../../support/device.ts';
import type { DtlsIdentity } from '../../support/identity.ts';
import type { TransportParameters } from '../../support/peer.ts';
import { Publisher } from '../../support/publisher.ts';
import { Viewer } from '../../support/viewer.ts';

/** What a link of a simulated member needs. */
export interface LinkOptions {
  command: SendCommand;
  identity: DtlsIdentity;
  /** Where a media port of the server is reached, for members on a line of their own. */
  portOf: (port: number) => Promise<number>;
}

/** The media of a member, from its opening to its end; packets travel for real. */
export interface MemberLink extends MediaLink {
  readonly port: number;
  /** `performance.now()` when it was ready. */
  readonly openedAt: number;
  add(consumer: ConsumerOptions): Promise<void>;
}

interface Transport extends TransportParameters {
  id: string;
}

/** The same transport, reached over the member's line, and the server's own port. */
async function reached<T extends Transport>(transport: T, portOf: LinkOptions['portOf']) {
  const candidate = transport.iceCandidates.find(
    ({ protocol, ip }) => protocol === 'udp' && !ip.includes(':'),
  );
  if (!candidate) throw new Error('the server offers no UDP candidate over IPv4');
  const iceCandidates = [{ ...candidate, port: await portOf(candidate.port) }];
  return { port: candidate.port, there: { ...transport, iceCandidates } };
}

/** Receives the stage as a branch's screen does; `onPicture` is called with each packet of the picture. */
export async function receiveStage(
  { command, identity, portOf }: LinkOptions,
  onPicture: () => void,
): Promise<MemberLink> {
  const { transport, consumers } = await command('media.receive', { rtpCapabilities: receiveCapabilities });
  const { port, there } = await reached(transport, portOf);
  const viewer = new Viewer(identity, onPicture);
  const known = new Set(consumers.map(({ id }) => id));
  try {
    const told = command('media.connect', {
      transportId: transport.id,
      dtlsParameters: viewer.localDtlsParameters,
    });
    await viewer.connect(there, consumers, told);
    if (known.size > 0) await command('media.consumersReady', { consumerIds: [...known] });
  } catch (error) {
    viewer.close();
    throw error;
  }
  return {
    port,
    openedAt: performance.now(),
    async add(consumer) {
      if (known.has(consumer.id)) return;
      known.add(consumer.id);
      viewer.expect(consumer);
      await command('media.consumersReady', { consumerIds: [consumer.id] });
    },
    addressChanged: () => undefined,
    lineIsBack: () => undefined,
    close: () => viewer.close(),
  };
}

/** A picture of one packet a frame: what is measured is who is back when, not how many packets a machine carries. */
const small = { packetsPerFrame: 1 };
const seed = 8;
const tracks = [
  ['microphone', 'audio'],
  ['camera', 'video'],
] as const;

/** Sends a camera and a microphone as the lecturer does. */
export async function sendStage({ command, identity, portOf }: LinkOptions): Promise<MemberLink> {
  const { transport } = await command('media.send', {});
  const { port, there } = await reached(transport, portOf);
  const publisher = new Publisher(identity, seed, small);
  try {
    const told = command('media.connect', {
      transportId: transport.id,
      dtlsParameters: publisher.localDtlsParameters,
    });
    await publisher.connect(there, told);
    for (const [source, kind] of tracks) {
      const rtpParameters = publishedParameters(kind);
      await command('media.produce', {
        transportId: transport.id,
        source,
        kind,
        rtpParameters,
        paused: false,
      });
    }
  } catch (error) {
    publisher.close();
    throw error;
  }
  publisher.start();
  return {
    port,
    openedAt: performance.now(),
    add: () => Promise.resolve(),
    addressChanged: () => undefined,
    lineIsBack: () => undefined,
    close: () => publisher.close(),
  };
}
