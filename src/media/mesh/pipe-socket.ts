import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type * as ms from 'mediasoup/types';
import { listenInfos, localAddresses } from '../listen-infos.ts';
import type { MediaSettings } from '../settings.ts';
import type { PipeSettings } from '../track-entry.ts';

/** What one end of a pipe tells the other. */
export interface PipeEnd {
  ip: string;
  port: number;
  srtp: { cryptoSuite: 'AEAD_AES_256_GCM'; keyBase64: string };
}

/** Where this node's ends of pipes listen, and what other nodes are told. */
export interface PipeSocket {
  listenInfo: ms.TransportListenInfo;
  /** An IP address or a name under which other nodes reach it. */
  reachableAt: string;
}

/**
 * Pipes between nodes use the address that browsers use: the announced one if there is one, else the first that is not
 * loopback. Of both families IPv4 is taken, as every node has it.
 */
export function pipeSocket(
  settings: MediaSettings,
  pipes: PipeSettings,
  local: readonly string[] = localAddresses(),
): PipeSocket {
  const infos = listenInfos(settings, 0, local).filter(({ protocol }) => protocol === 'udp');
  const preference = (info: ms.TransportListenInfo): number =>
    (info.announcedAddress === undefined ? 4 : 0) +
    (info.ip.startsWith('127.') || info.ip === '::1' ? 2 : 0) +
    (isIP(info.ip) === 6 ? 1 : 0);
  const best = infos.reduce((a, b) => (preference(b) < preference(a) ? b : a));
  return {
    listenInfo: {
      protocol: 'udp',
      ip: best.ip,
      ...(best.announcedAddress === undefined ? {} : { announcedAddress: best.announcedAddress }),
      ...(best.flags ? { flags: best.flags } : {}),
      portRange: pipes.ports,
      recvBufferSize: pipes.recvBufferBytes,
      sendBufferSize: pipes.sendBufferBytes,
    },
    reachableAt: best.announcedAddress ?? best.ip,
  };
}

/**
 * One end of a pipe to another node: encrypted (AES-256-GCM, the only suite that mediasoup has for pipes), and lost packets
 * are sent again, because what is lost here is lost for all viewers of a node.
 */
export async function openPipe(
  router: ms.Router,
  socket: PipeSocket,
): Promise<{ transport: ms.PipeTransport; end: PipeEnd }> {
  const transport = await router.createPipeTransport({
    listenInfo: socket.listenInfo,
    enableSrtp: true,
    enableRtx: true,
    enableSctp: false,
  });
  const keyBase64 = transport.srtpParameters?.keyBase64;
  if (keyBase64 === undefined) {
    transport.close();
    throw new Error('the media worker made no key for a pipe');
  }
  const { localPort: port } = transport.tuple;
  return {
    transport,
    end: { ip: socket.reachableAt, port, srtp: { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64 } },
  };
}

/** Packets go to the other end from now on, and only its packets are taken. */
export async function connectPipe(transport: ms.PipeTransport, end: PipeEnd): Promise<void> {
  // mediasoup takes addresses only.
  const ip = isIP(end.ip) === 0 ? (await lookup(end.ip)).address : end.ip;
  await transport.connect({ ip, port: end.port, srtpParameters: end.srtp });
}
