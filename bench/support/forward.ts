import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** How a line treats one UDP packet: `undefined` loses it, a number delays it by so many milliseconds. */
export type Weather = () => number | undefined;

const clear: Weather = () => 0;

/** One port on loopback behind which is another one, over TCP; it passes nothing while `passes` says so. */
export class TcpForward {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(target: number, passes: () => boolean): Promise<TcpForward> {
    const server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      forward.#pipe(near, far, passes);
      forward.#pipe(far, near, passes);
    });
    const forward = new TcpForward(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return forward;
  }

  get port(): number {
    return portOf(this.#server.address());
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What arrives while the line is cut is gone for good, so the connection is dead when the line is whole again. */
  #pipe(from: Socket, to: Socket, passes: () => boolean): void {
    this.#sockets.add(from);
    let broken = false;
    from.on('data', (chunk) => {
      broken ||= !passes();
      if (!broken) to.write(chunk);
      else if (passes()) to.destroy();
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (passes()) to.destroy();
    });
  }
}

/** One port on loopback behind which is another one, over UDP: packets are lost and delayed as its weather says. */
export class UdpForward {
  readonly #near: UdpSocket;
  readonly #target: number;
  readonly #passes: () => boolean;
  readonly #weather: Weather;
  readonly #far = new Map<string, UdpSocket>();
  #closed = false;

  private constructor(near: UdpSocket, target: number, passes: () => boolean, weather: Weather) {
    this.#near = near;
    this.#target = target;
    this.#passes = passes;
    this.#weather = weather;
    near.on('message', (packet, from) => this.#forward(packet, from));
  }

  static async open(target: number, passes: () => boolean, weather: Weather = clear): Promise<UdpForward> {
    const near = createSocket('udp4');
    near.bind(0, '127.0.0.1');
    await once(near, 'listening');
    return new UdpForward(near, target, passes, weather);
  }

  get port(): number {
    return this.#near.address().port;
  }

  changeAddress(): void {
    for (const far of this.#far.values()) far.close();
    this.#far.clear();
  }

  close(): void {
    this.#closed = true;
    this.changeAddress();
    this.#near.close();
  }

  #forward(packet: Buffer, from: RemoteInfo): void {
    if (!this.#passes()) return;
    const key = `${from.address}:${from.port}`;
    let far = this.#far.get(key);
    if (!far) {
      far = createSocket('udp4');
      far.on('message', (reply) => {
        if (this.#passes()) this.#carry(() => this.#near.send(reply, from.port, from.address));
      });
      this.#far.set(key, far);
    }
    this.#carry(() => this.#far.get(key)?.send(packet, this.#target, '127.0.0.1'));
  }

  #carry(send: () => void): void {
    const delayMs = this.#weather();
    if (delayMs === 0) send();
    else if (delayMs !== undefined) {
      setTimeout(() => {
        if (!this.#closed) send();
      }, delayMs);
    }
  }
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the line is not listening');
  return address.port;
}
