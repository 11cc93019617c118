import type { BrowserContext } from 'playwright-core';
import { TcpForward, UdpForward, type Weather } from './forward.ts';

/**
 * A line between clients and the server that can be cut: a proxy on loopback for pages, sockets and media, UDP and TCP.
 * It needs no rights, and what one line suffers no other notices.
 */
export class Line {
  /** The server's address as browsers on this line see it. */
  readonly url: string;
  readonly #tcp = new Map<number, Promise<TcpForward>>();
  readonly #udp = new Map<number, Promise<UdpForward>>();
  #state: LineState = 'whole';

  readonly #weather: Weather | undefined;

  private constructor(url: string, weather?: Weather) {
    this.url = url;
    this.#weather = weather;
  }

  /** With `weather`, media over UDP is lost and delayed as it says. */
  static async to(serverUrl: string, weather?: Weather): Promise<Line> {
    const target = Number(new URL(serverUrl).port);
    const pages = await TcpForward.open(target, () => line.#state !== 'cut');
    const line: Line = new Line(`http://127.0.0.1:${pages.port}`, weather);
    line.#tcp.set(target, Promise.resolve(pages));
    return line;
  }

  /** Makes every peer connection of this browser window send its media over the line. Call it before the page opens. */
  async carry(context: BrowserContext): Promise<void> {
    await context.exposeFunction('plenumLinePort', async (protocol: 'udp' | 'tcp', port: number) =>
      protocol === 'udp' ? this.udpPort(port) : (await this.#tcpTo(port)).port,
    );
    await context.addInitScript(sendOverLine);
  }

  /** The port on this line behind which a media port of the server is. */
  async udpPort(port: number): Promise<number> {
    return (await this.#udpTo(port)).port;
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
    const forward =
      this.#udp.get(port) ?? UdpForward.open(port, () => this.#state === 'whole', this.#weather);
    this.#udp.set(port, forward);
    return forward;
  }
}

type LineState = 'whole' | 'noUdp' | 'cut';

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
