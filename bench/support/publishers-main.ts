import { serveParent } from './child.ts';
import { createIdentity } from './identity.ts';
import { publishedParameters } from './device.ts';
import { publishersApi } from './load-api.ts';
import { ClassClient } from './plenum-client.ts';
import { dtlsParametersOf } from './peer.ts';
import { Publisher } from './publisher.ts';

/** A process of its own for publishers, so that viewers at work do not delay what they are to receive. */

const identity = await createIdentity();
const tracks = [
  ['microphone', 'audio'],
  ['camera', 'video'],
] as const;
const publishers = new Map<string, Publisher>();

function publisherOf(group: string): Publisher {
  const publisher = publishers.get(group);
  if (publisher === undefined) throw new Error(`no publisher for ${group}`);
  return publisher;
}

serveParent(publishersApi, {
  identity: () => dtlsParametersOf(identity),
  connect: async ({ group, seed, transport, frameMs }) => {
    const publisher = new Publisher(identity, seed, frameMs);
    publishers.set(group, publisher);
    await publisher.connect(transport, Promise.resolve());
    return {};
  },
  lecture: async ({ group, seed, baseUrl, session }) => {
    const client = await ClassClient.open(baseUrl, session);
    await client.command('classroom.join', { withMedia: true });
    await client.command('classroom.start', {});
    const { transport } = await client.command('media.send', {});
    const publisher = new Publisher(identity, seed);
    publishers.set(group, publisher);
    await publisher.connect(transport, client.connectTransport(transport.id, publisher.localDtlsParameters));
    for (const [source, kind] of tracks) {
      const rtpParameters = publishedParameters(kind);
      await client.command('media.produce', { transportId: transport.id, source, kind, rtpParameters });
    }
    return {};
  },
  start: ({ group }) => {
    publisherOf(group).start();
    return {};
  },
  stop: ({ group }) => {
    publisherOf(group).stop();
    return {};
  },
  sent: ({ group }) => publisherOf(group).sent,
  close: ({ group }) => {
    publisherOf(group).close();
    publishers.delete(group);
    return {};
  },
});
