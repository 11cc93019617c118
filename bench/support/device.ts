import type { RtpCapabilities, RtpParameters, TrackKind } from '../../src/contract/media.ts';

/** What a desktop Chromium can receive, as mediasoup-client reports it: the part that matters for this load. */

const videoFeedback = [
  { type: 'goog-remb' },
  { type: 'transport-cc' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
];

type Codec = NonNullable<RtpCapabilities['codecs']>[number];

function videoWithRtx(
  mimeType: string,
  payloadType: number,
  parameters: NonNullable<Codec['parameters']>,
): Codec[] {
  const base = { kind: 'video' as const, clockRate: 90000 };
  return [
    { ...base, mimeType, preferredPayloadType: payloadType, parameters, rtcpFeedback: videoFeedback },
    {
      ...base,
      mimeType: 'video/rtx',
      preferredPayloadType: payloadType + 1,
      parameters: { apt: payloadType },
      rtcpFeedback: [],
    },
  ];
}

function extension(kind: TrackKind, uri: string, preferredId: number) {
  return { kind, uri, preferredId, preferredEncrypt: false, direction: 'sendrecv' as const };
}

const experiments = 'http://www.webrtc.org/experiments/rtp-hdrext';
const congestion = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

export const receiveCapabilities: RtpCapabilities = {
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      preferredPayloadType: 111,
      clockRate: 48000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1 },
      rtcpFeedback: [{ type: 'transport-cc' }],
    },
    ...videoWithRtx('video/VP8', 96, {}),
    ...videoWithRtx('video/H264', 103, {
      'level-asymmetry-allowed': 1,
      'packetization-mode': 1,
      'profile-level-id': '42e01f',
    }),
  ],
  headerExtensions: [
    extension('audio', 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', 10),
    extension('audio', `${experiments}/abs-send-time`, 4),
    extension('audio', congestion, 5),
    extension('audio', 'urn:ietf:params:rtp-hdrext:sdes:mid', 1),
    extension('video', 'urn:ietf:params:rtp-hdrext:toffset', 13),
    extension('video', `${experiments}/abs-send-time`, 4),
    extension('video', 'urn:3gpp:video-orientation', 11),
    extension('video', congestion, 5),
    extension('video', `${experiments}/playout-delay`, 14),
    extension('video', 'urn:ietf:params:rtp-hdrext:sdes:mid', 1),
  ],
};

/** SSRCs of the two tracks that a publisher sends. */
export const publishedSsrc = { video: 0x10001, audio: 0x10002 } as const;

/** Payload types of the two tracks that a publisher sends. */
export const publishedPayloadType = { video: 96, audio: 111 } as const;

/** How a publisher describes a track to the server. */
export function publishedParameters(kind: TrackKind): RtpParameters {
  const common = {
    mid: kind === 'video' ? '0' : '1',
    headerExtensions: [],
    encodings: [{ ssrc: publishedSsrc[kind] }],
    rtcp: { cname: 'load-publisher', reducedSize: true },
  };
  if (kind === 'audio') {
    const parameters = { minptime: 10, useinbandfec: 1 };
    const opus = {
      mimeType: 'audio/opus',
      payloadType: publishedPayloadType.audio,
      clockRate: 48000,
      channels: 2,
    };
    return { ...common, codecs: [{ ...opus, parameters, rtcpFeedback: [] }] };
  }
  const rtcpFeedback = videoFeedback.filter(({ type }) => type === 'ccm' || type === 'nack');
  const vp8 = { mimeType: 'video/VP8', payloadType: publishedPayloadType.video, clockRate: 90000 };
  return { ...common, codecs: [{ ...vp8, parameters: {}, rtcpFeedback }] };
}
