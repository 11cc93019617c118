import type { TransportOptions } from '../../../src/contract/media.ts';
import type { Api } from '../../session/api.ts';
import { readStats } from '../../session/stats.ts';

/** Milliseconds until the path counts as closed: ICE tries UDP first, then TCP, then relays. */
const longestMs = 12_000;

/** How packets of picture and sound would travel to the media server; `path` is null when they would not. */
export async function findMediaPath(
  api: Api,
  courseId: string,
  signal: AbortSignal,
): Promise<{ path: 'udp' | 'tcp' | 'relay' | null; rttMs: number | null }> {
  const { transport, iceServers } = await api.request('POST /api/courses/:courseId/readiness/probe', {
    params: { courseId },
    body: {},
  });
  const connection = new RTCPeerConnection({
    iceServers: iceServers.map(({ urls, username, credential }) => ({
      urls: [...urls],
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    })),
  });
  try {
    await connection.setRemoteDescription({ type: 'offer', sdp: offerOf(transport) });
    await connection.setLocalDescription(await connection.createAnswer());
    const until = performance.now() + longestMs;
    while (performance.now() < until && !signal.aborted) {
      const { path, rttMs } = readStats(await connection.getStats());
      const { iceConnectionState: state } = connection;
      if (path !== null && (state === 'connected' || state === 'completed')) return { path, rttMs };
      if (state === 'failed') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { path: null, rttMs: null };
  } finally {
    connection.close();
  }
}

/**
 * The server's end of a probe as an offer (RFC 8829) with a data channel that is never used: ICE needs some medium, and this
 * one needs neither a device nor a codec.
 */
export function offerOf({ iceParameters, iceCandidates, dtlsParameters }: TransportOptions): string {
  const fingerprint =
    dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256') ??
    dtlsParameters.fingerprints[0];
  const candidates = iceCandidates.map(
    ({ foundation, protocol, priority, address, port, type }) =>
      `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}${protocol === 'tcp' ? ' tcptype passive' : ''}`,
  );
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:${fingerprint?.algorithm ?? ''} ${fingerprint?.value ?? ''}`,
    'a=setup:actpass',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    ...candidates,
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
