import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from 'socket.io';
import { serveParent } from './child.ts';
import { bareSocketsApi } from './sockets-api.ts';

/** Socket.IO with the settings of our server and nothing else: what a broadcast costs at the least. */

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  pingInterval: 10_000,
  pingTimeout: 8_000,
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
});
io.on('connection', (socket) => {
  Reflect.set(socket.conn, 'request', null);
  void socket.join('all');
});

serveParent(bareSocketsApi, {
  start: async () => {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    return { baseUrl: `http://127.0.0.1:${port}` };
  },
  broadcast: async ({ data, times, everyMs }) => {
    for (let i = 0; i < times; i++) {
      io.local.to('all').emit('event', data);
      await sleep(everyMs);
    }
    return {};
  },
});
