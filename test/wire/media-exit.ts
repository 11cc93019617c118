/** A process that uses media, closes it, and then has to end by itself. Prints the workers' process ids. */
import { openPeer, publishSilently, receiveCapabilities, startMedia } from '../support/media.ts';

const media = await startMedia();
const room = await media.room('class');
const { peer: lecturer } = openPeer(room, 'lecturer');
const { transport } = await lecturer.openSend();
const track = await publishSilently(lecturer, transport.id, 'camera');
const { peer: viewer } = openPeer(room, 'viewer');
viewer.follow([track.id]);
await viewer.openReceive(receiveCapabilities);
const pids = media.load().map(({ pid }) => pid);
// One dies, so that its successor is on its way while everything is closed.
process.kill(pids[0] ?? 0, 'SIGKILL');
const waiting = viewer.openReceive(receiveCapabilities).catch(() => undefined);
await media.close();
await media.close();
await waiting;
process.stdout.write(pids.join(' '));
