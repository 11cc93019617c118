import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type * as ms from 'mediasoup/types';
import { StartError } from '../lib/errors.ts';
import type { MediaSettings } from './settings.ts';

const unspecified = new Set(['0.0.0.0', '::']);

type Sockets = Pick<MediaSettings, 'listen' | 'announcedAddress' | 'recvBufferBytes' | 'sendBufferBytes'>;

/**
 * The sockets of one worker: UDP and TCP on each address, and what is announced for them. Each address has a socket of
 * its own, so that answers leave from the address that the browser asked, on machines with several and on loopback.
 * Behind NAT the machine's own addresses are announced too, for browsers on this side of it.
 *
 * @throws {StartError} with a sentence for the operator
 */
export function listenInfos(
  settings: Sockets,
  port: number,
  local: readonly string[] = localAddresses(),
): ms.TransportListenInfo[] {
  const addresses = settings.listen.length > 0 ? settings.listen : local;
  const announcing = announcers(addresses, settings.announcedAddress);
  const protocols = ['udp', 'tcp'] as const;
  return protocols.flatMap((protocol) =>
    addresses.map((ip) => ({
      protocol,
      ip,
      port,
      ...(settings.announcedAddress !== null && announcing.has(ip)
        ? { announcedAddress: settings.announcedAddress, exposeInternalIp: !unspecified.has(ip) }
        : {}),
      ...(isIP(ip) === 6 ? { flags: { ipv6Only: true } } : {}),
      // Hundreds of rooms that join in the same second send more handshakes than the system's default holds. TCP sizes
      // its buffers by itself, and a large one would only hide a slow line until the picture is seconds late.
      ...(protocol === 'udp'
        ? { recvBufferSize: settings.recvBufferBytes, sendBufferSize: settings.sendBufferBytes }
        : {}),
    })),
  );
}

/** This machine's addresses, without link-local ones, which mean nothing without their interface; loopback last. */
export function localAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = all
    .filter(({ internal, address }) => !internal && !/^(fe[89ab]|169\.254\.)/i.test(address))
    .map(({ address }) => address);
  return [...new Set(own), '127.0.0.1'];
}

/** The addresses through which the announced one is reached: those of its family, except loopback if there are others. */
function announcers(addresses: readonly string[], announced: string | null): Set<string> {
  if (announced === null) {
    const wild = addresses.find((address) => unspecified.has(address));
    if (wild === undefined) return new Set();
    throw new StartError(
      `media.listen: ${wild} needs media.announcedAddress, as browsers cannot send to ${wild}`,
    );
  }
  // A name can stand for both families; behind NAT it is IPv4 that needs it.
  const family = isIP(announced) === 6 ? 6 : 4;
  const candidates = addresses.filter((address) => isIP(address) === family);
  const beyond = candidates.filter((address) => !address.startsWith('127.') && address !== '::1');
  if (candidates.length === 0) {
    throw new StartError(
      `media.announcedAddress: there is no IPv${family} address to listen on for ${announced}`,
    );
  }
  return new Set(beyond.length > 0 ? beyond : candidates);
}
