import { ortc } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import type { RtpCapabilities, RtpParameters } from '../contract/media.ts';
import type { VideoCodec } from './settings.ts';

const ABS_CAPTURE_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';
const ABS_SEND_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';
const TRANSPORT_WIDE_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

/** Feedback that only congestion control needs. */
const congestionFeedback = new Set(['transport-cc', 'goog-remb']);

/**
 * Speech that survives loss (in-band FEC) and costs nothing in silence (DTX). A sender of music turns DTX off for its
 * own track.
 */
const opus: ms.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
};

const video: Record<VideoCodec, ms.RouterRtpCodecCapability> = {
  VP8: { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  // Constrained baseline, non-interleaved: what every browser and every phone's hardware encodes and decodes.
  H264: {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  VP9: { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  AV1: { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
};

export function routerCodecs(codecs: readonly VideoCodec[]): ms.RouterRtpCodecCapability[] {
  return [opus, ...codecs.map((codec) => video[codec])];
}

/**
 * What routers offer to clients: what mediasoup can do with these codecs, without `abs-capture-time`. Where that is
 * negotiated, a simulcast consumer waits for it before it changes its layer, and browsers do not send it with every
 * stream: the layer then never changes. Without it, mediasoup maps time by sender reports, which always come.
 */
export function offeredCapabilities(codecs: readonly VideoCodec[]): RtpCapabilities {
  const all = ortc.generateRouterRtpCapabilities(routerCodecs(codecs));
  return fromMediasoup({
    ...all,
    headerExtensions: (all.headerExtensions ?? []).filter(({ uri }) => uri !== ABS_CAPTURE_TIME),
  });
}

/**
 * A client's capabilities as its consumers shall use them. Without congestion control neither its feedback nor its
 * header extensions are negotiated, and mediasoup then leaves the whole of it out.
 */
export function consumerCapabilities(
  capabilities: RtpCapabilities,
  options: { congestionControl: boolean },
): ms.RtpCapabilities {
  const dropped = options.congestionControl
    ? new Set([ABS_CAPTURE_TIME])
    : new Set([ABS_CAPTURE_TIME, ABS_SEND_TIME, TRANSPORT_WIDE_CC]);
  const codecs = capabilities.codecs ?? [];
  return toMediasoup({
    codecs: options.congestionControl
      ? codecs
      : codecs.map((codec) => ({
          ...codec,
          rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type }) => !congestionFeedback.has(type)),
        })),
    headerExtensions: (capabilities.headerExtensions ?? []).filter(({ uri }) => !dropped.has(uri)),
  });
}

/** A client's RTP parameters for a producer; a client that negotiates `abs-capture-time` unasked does not get it. */
export function producerParameters(parameters: RtpParameters): ms.RtpParameters {
  const kept = (parameters.headerExtensions ?? []).filter(({ uri }) => uri !== ABS_CAPTURE_TIME);
  // The contract's schema has checked shapes and bounds; which URIs and codecs make sense is checked by mediasoup, whose
  // types only say so narrowly.
  return { ...parameters, headerExtensions: kept } as ms.RtpParameters;
}

/** mediasoup's parameters for the wire. Its types are wider than what it fills in: every value is a string or number. */
export function wireParameters(parameters: ms.RtpParameters): RtpParameters {
  return parameters as RtpParameters;
}

function toMediasoup(capabilities: RtpCapabilities): ms.RtpCapabilities {
  // As in producerParameters: mediasoup checks the meaning and throws TypeError.
  return capabilities as ms.RtpCapabilities;
}

function fromMediasoup(capabilities: ms.RtpCapabilities): RtpCapabilities {
  return capabilities as RtpCapabilities;
}
