import { describe, expect, test } from 'vitest';
import { rtpCapabilities, rtpParameters } from '../../../src/contract/media.ts';
import {
  consumerCapabilities,
  offeredCapabilities,
  producerParameters,
} from '../../../src/media/capabilities.ts';

const captureTime = /abs-capture-time/;
const congestion = /transport-wide-cc|abs-send-time/;

describe('capabilities', () => {
  test('that are offered name the codecs in order, without abs-capture-time, as the contract has them', () => {
    const offered = offeredCapabilities(['H264', 'VP8']);
    expect(rtpCapabilities.parse(offered)).toEqual(offered);
    const codecs = offered.codecs ?? [];
    expect(codecs.map(({ mimeType }) => mimeType).filter((type) => type !== 'video/rtx')).toEqual([
      'audio/opus',
      'video/H264',
      'video/VP8',
    ]);
    expect(codecs[0]?.parameters).toMatchObject({ useinbandfec: 1, usedtx: 1 });
    expect(codecs[1]?.parameters).toMatchObject({ 'profile-level-id': '42e01f', 'packetization-mode': 1 });
    expect(offered.headerExtensions?.some(({ uri }) => captureTime.test(uri))).toBe(false);
    expect(offered.headerExtensions?.some(({ uri }) => congestion.test(uri))).toBe(true);
  });

  test('of a viewer lose what only congestion control needs, unless it is on', () => {
    const own = offeredCapabilities(['VP8']);
    const without = consumerCapabilities(own, { congestionControl: false });
    expect(JSON.stringify(without)).not.toMatch(congestion);
    expect(JSON.stringify(without)).not.toMatch(/goog-remb|transport-cc/);
    expect(JSON.stringify(without)).toMatch(/"nack","parameter":"pli"/);
    const withIt = consumerCapabilities(own, { congestionControl: true });
    expect(withIt).toEqual(own);
  });

  test('and parameters that bring abs-capture-time unasked lose it', () => {
    const extension = { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time', id: 10 };
    const kept = { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 };
    const parameters = rtpParameters.parse({ codecs: [], headerExtensions: [extension, kept] });
    expect(producerParameters(parameters).headerExtensions).toEqual([kept]);
    const capabilities = rtpCapabilities.parse({
      headerExtensions: [{ kind: 'video', uri: extension.uri, preferredId: 10 }],
    });
    expect(consumerCapabilities(capabilities, { congestionControl: true }).headerExtensions).toEqual([]);
  });
});
