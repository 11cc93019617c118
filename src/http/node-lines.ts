import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure, type TLSSocket } from 'node:tls';

/** Milliseconds for a connection to another node. */
const connectWithin = 2_000;

/** Where to connect to, as undici asks for it: the parts of an address. */
export interface LineTo {
  protocol: string;
  hostname: string;
  /** Empty for the protocol's own. */
  port: string;
}

/** Called once; with an error the socket is of no use. */
export type Connected = (error: Error | null, socket: Socket) => void;

/** Whether a node at that origin has announced a certificate with this SHA-256 fingerprint. */
export type IsAnnounced = (origin: string, fingerprint: string) => boolean;

/**
 * Opens connections to other nodes. Their certificates may be ones that they made for themselves, or be made out for the name
 * under which people come; so no authority is asked whether to believe one: it has to be the very one that the node has announced
 * to the cluster. Nothing is sent to whoever shows another.
 */
export function connectToNode(
  { protocol, hostname, port }: LineTo,
  isAnnounced: IsAnnounced,
  connected: Connected,
): void {
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const to = { host, port: Number(port === '' ? (secure ? 443 : 80) : port), noDelay: true, keepAlive: true };
  const late = (): void => void socket.destroy(new Error('no connection to the node in time'));
  const timer = setTimeout(late, connectWithin);
  const failed = (error: Error): void => {
    clearTimeout(timer);
    connected(error, socket);
  };
  const ready = (): void => {
    clearTimeout(timer);
    socket.off('error', failed);
    connected(null, socket);
  };
  const socket: Socket = secure ? openSecure() : connectPlain(to).once('connect', ready);
  socket.once('error', failed);

  function openSecure(): TLSSocket {
    const line = connectSecure({ ...to, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    return line.once('secureConnect', () => {
      const shown = line.getPeerX509Certificate()?.fingerprint256;
      if (shown !== undefined && isAnnounced(new URL(`${protocol}//${hostname}:${port}`).origin, shown))
        ready();
      else line.destroy(new Error('a node showed a certificate that it has not announced'));
    });
  }
}
