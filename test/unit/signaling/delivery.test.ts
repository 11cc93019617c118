import { setFlagsFromString } from 'node:v8';
import { createContext, Script } from 'node:vm';
import { Server } from 'socket.io';
import { expect, it } from 'vitest';
import { Delivery } from '../../../src/signaling/delivery.ts';
import { framesOf } from '../../../src/signaling/frames.ts';

const pictureBytes = 8_192;
const turns = 2_000;
const turnsBetweenCollections = 20;

// V8 offers `gc` to contexts that are made after this.
setFlagsFromString('--expose-gc');
const context = createContext();
/** As V8 does by itself every few seconds. */
const collectYoung = new Script("gc({ type: 'minor' })");
const collectAll = new Script('gc()');

it('pictures that were sent are freed with other young objects, not with the next mark of all memory', async () => {
  const io = new Server();
  let sent = 0;
  const conn = { transport: { name: 'websocket' }, send: (frames: Buffer) => (sent += frames.byteLength) };
  io.sockets.adapter.rooms.set('wall', new Set(['page']));
  Reflect.set(io.sockets, 'sockets', new Map([['page', { conn }]]));
  const delivery = new Delivery(io);
  const sendPicture = async (): Promise<void> => {
    delivery.send(['wall'], framesOf('picture', [new Uint8Array(pictureBytes)]), { pictured: true });
    await Promise.resolve();
  };

  await sendPicture();
  // Makes old what is in use now, as happens to every server after a while.
  collectAll.runInContext(context);
  const before = process.memoryUsage().arrayBuffers;
  for (let turn = 1; turn <= turns; turn++) {
    await sendPicture();
    if (turn % turnsBetweenCollections === 0) collectYoung.runInContext(context);
  }
  expect(sent).toBeGreaterThan(turns * pictureBytes);
  // What the last collections have not met yet stays.
  const kept = process.memoryUsage().arrayBuffers - before;
  expect(kept).toBeLessThan((turns * pictureBytes) / 10);
});
