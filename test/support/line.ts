import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { BrowserContext } from 'playwright-core';

/**
 * A line between browsers and the server that a test can cut: a proxy on loopback for pages, sockets and media, UDP and TCP.
 * It needs no rights, and what one line suffers no other notices.
 */
export class Line {
  /** The server's address as browsers on this line see it. */
  readonly url: string;
  readonly #tcp = new Map<number, Promise<TcpForward>>();
  readonly #udp = new Map<number, Promise<UdpForward>>();
  #state: LineState = 'whole';

  private constructor(url: string) {
    this.url = url;
  }

  static async to(serverUrl: string): Promise<Line> {
    const target = Number(new URL(serverUrl).port);
    const pages = await TcpForward.open(target, () => line.#state !== 'cut');
    const line: Line = new Line(`http://127.0.0.1:${pages.port}`);
    line.#tcp.set(target, Promise.resolve(pages));
    return line;
  }

  /** Makes every peer connection of this browser window send its media over the line. Call it before the page opens. */
  async carry(context: BrowserContext): Promise<void> {
    await context.exposeFunction('plenumLinePort', async (protocol: 'udp' | 'tcp', port: number) =>
      protocol === 'udp' ? (await this.#udpTo(port)).port : (await this.#tcpTo(port)).port,
    );
    await context.addInitScript(sendOverLine);
  }

  /** Nothing passes any more, in either direction; connections hang as they do when a cable is pulled. */
  cut(): void {
    this.#state = 'cut';
  }

  /** Only TCP passes, as in an office with a strict firewall. */
  blockUdp(): void {
    this.#state = 'noUdp';
  }

  mend(): void {
    this.#state = 'whole';
  }

  /** The way to the server changes its address, as when a phone moves from one network to another. */
  async changeAddress(): Promise<void> {
    for (const forward of this.#udp.values()) (await forward).changeAddress();
  }

  async close(): Promise<void> {
    for (const forward of [...this.#tcp.values(), ...this.#udp.values()]) (await forward).close();
  }

  #tcpTo(port: number): Promise<TcpForward> {
    const forward = this.#tcp.get(port) ?? TcpForward.open(port, () => this.#state !== 'cut');
    this.#tcp.set(port, forward);
    return forward;
  }

  #udpTo(port: number): Promise<UdpForward> {
    const forward = this.#udp.get(port) ?? UdpForward.open(port, () => this.#state === 'whole');
    this.#udp.set(port, forward);
    return forward;
  }
}

type LineState = 'whole' | 'noUdp' | 'cut';

class TcpForward {
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

class UdpForward {
  readonly #near: UdpSocket;
  readonly #target: number;
  readonly #passes: () => boolean;
  readonly #far = new Map<string, UdpSocket>();

  private constructor(near: UdpSocket, target: number, passes: () => boolean) {
    this.#near = near;
    this.#target = target;
    this.#passes = passes;
    near.on('message', (packet, from) => this.#forward(packet, from));
  }

  static async open(target: number, passes: () => boolean): Promise<UdpForward> {
    const near = createSocket('udp4');
    near.bind(0, '127.0.0.1');
    await once(near, 'listening');
    return new UdpForward(near, target, passes);
  }

  get port(): number {
    return this.#near.address().port;
  }

  changeAddress(): void {
    for (const far of this.#far.values()) far.close();
    this.#far.clear();
  }

  close(): void {
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
        if (this.#passes()) this.#near.send(reply, from.port, from.address);
      });
      this.#far.set(key, far);
    }
    far.send(packet, this.#target, '127.0.0.1');
  }
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the line is not listening');
  return address.port;
}

declare global {
  interface Window {
    plenumLinePort(protocol: 'udp' | 'tcp', port: number): Promise<number>;
  }
}

function sendOverLine(): void {
  window.RTCPeerConnection = class extends RTCPeerConnection {
    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const lines = (description.sdp ?? '').split('\r\n').map(async (line) => {
        const found = /^(a=candidate:\S+ \d+ )(udp|tcp)( \d+ 127\.0\.0\.1 )(\d+)( .*)$/.exec(line);
        if (!found) return line;
        const [, start = '', protocol, middle = '', port, end = ''] = found;
        const way = protocol === 'tcp' ? 'tcp' : 'udp';
        return `${start}${way}${middle}${await window.plenumLinePort(way, Number(port))}${end}`;
      });
      const sdp = (await Promise.all(lines)).join('\r\n');
      await super.setRemoteDescription({ type: description.type, sdp });
    }
  };
}
