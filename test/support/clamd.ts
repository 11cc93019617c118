import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** EICAR's test file, which every scanner takes for a virus; in two parts, so that none takes this file for one. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** ClamAV's daemon as far as `INSTREAM` goes (clamd(8)): it finds EICAR's file, wherever in the stream it stands. */
export class FakeClamd {
  /** What came in, one entry for each stream that was answered. */
  readonly streams: Buffer[] = [];
  /** `silent` takes everything and says nothing; `cut` breaks off in the middle of the stream. */
  mode: 'well' | 'silent' | 'cut' = 'well';
  /** Bytes of a stream; clamd.conf's StreamMaxLength. */
  mostBytes = 1_000_000;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  /** @param where a path, or a port of 127.0.0.1 (0: any); resolves to the address for the configuration. */
  async listen(where: string | number): Promise<string> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    if (typeof where === 'number') server.listen(where, '127.0.0.1');
    else server.listen(where);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null
      ? `tcp://127.0.0.1:${address.port}`
      : `unix://${String(where)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    const command = 'zINSTREAM\0';
    let received = Buffer.alloc(0);
    let content = Buffer.alloc(0);
    let begun = false;
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (!begun && received.length >= command.length) {
        if (received.toString('latin1', 0, command.length) !== command) {
          socket.end('UNKNOWN COMMAND\0');
          return;
        }
        begun = true;
        received = received.subarray(command.length);
      }
      while (begun && received.length >= 4) {
        const length = received.readUInt32BE();
        if (length === 0) {
          this.#answer(socket, content);
          return;
        }
        if (received.length < 4 + length) return;
        content = Buffer.concat([content, received.subarray(4, 4 + length)]);
        received = received.subarray(4 + length);
        if (this.mode === 'cut') socket.destroy();
        if (content.length > this.mostBytes) {
          begun = false;
          socket.end('INSTREAM size limit exceeded. ERROR\0');
        }
      }
    });
  }

  #answer(socket: Socket, content: Buffer): void {
    if (this.mode === 'silent') return;
    this.streams.push(content);
    socket.end(content.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
  }
}
