import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Session } from './plenum-client.ts';

/** Opcodes of a websocket's frames, RFC 6455, section 5.2. */
export const opcode = { continuation: 0x0, text: 0x1, binary: 0x2, ping: 0x9, pong: 0xa } as const;

/** An address of this machine that nobody else uses: what an attacker's address loses, others must not. */
const localAddress = '127.0.0.66';

/** A masked frame as clients send it; the mask is zero, so that the payload stays as it is. */
export function clientFrame(payload: string | Buffer, type: number = opcode.text, isLast = true): Buffer {
  const bytes = Buffer.from(payload);
  const length = bytes.length;
  const head = Buffer.alloc(length < 126 ? 6 : length > 0xffff ? 14 : 8);
  head[0] = (isLast ? 0x80 : 0) | type;
  head[1] = 0x80 | (length < 126 ? length : length > 0xffff ? 127 : 126);
  if (length > 0xffff) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, bytes]);
}

/** A websocket without any of a client's manners: it sends what it is told, and reads only if it is told. */
export class RawSocket {
  readonly tcp: Socket;
  /** Text of what has come, as long as it is read; the newest 64 KB. */
  heard = '';
  #closed = false;
  readonly closed: Promise<void>;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.tcp = connect({ port: Number(port), host: hostname, localAddress });
    this.tcp.setNoDelay();
    this.tcp.on('error', () => undefined);
    this.tcp.on('data', (chunk) => (this.heard = (this.heard + chunk.toString('latin1')).slice(-65_536)));
    this.closed = new Promise((resolve) =>
      this.tcp.once('close', () => {
        this.#closed = true;
        resolve();
      }),
    );
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Asks for a websocket; the answer is in `heard`. */
  upgrade({ cookie, origin }: { cookie?: string; origin?: string } = {}): void {
    const lines = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...(cookie === undefined ? [] : [`Cookie: ${cookie}`]),
      ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ];
    this.tcp.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  /** Opens the websocket and signs in. Rejects after 10 s. */
  async signIn(session: Session): Promise<void> {
    this.upgrade({ cookie: session.cookie });
    await this.hears('"sid"');
    this.tcp.write(clientFrame(`40${JSON.stringify({ session: session.id })}`));
    await this.hears('40{"sid"');
  }

  async hears(text: string): Promise<void> {
    const until = performance.now() + 10_000;
    while (!this.heard.includes(text)) {
      if (this.#closed || performance.now() > until)
        throw new Error(`never heard ${text}: ${this.heard.slice(-300)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  close(): void {
    this.tcp.destroy();
  }
}
