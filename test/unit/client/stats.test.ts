import { describe, expect, it } from 'vitest';
import { levelOf } from '../../../client/session/level-meter.ts';
import { readStats, reportBetween } from '../../../client/session/stats.ts';
import type { Sample } from '../../../client/session/stats.ts';
import { qualityReport } from '../../../src/contract/media.ts';

function sample(at: number, entries: Record<string, object>): Sample {
  const report = new Map(Object.entries(entries).map(([id, entry]) => [id, { id, ...entry }]));
  return { ...readStats(report), at };
}

const path = {
  transport: { type: 'transport', selectedCandidatePairId: 'pair' },
  pair: { type: 'candidate-pair', localCandidateId: 'local', currentRoundTripTime: 0.05 },
  local: { type: 'local-candidate', protocol: 'udp', candidateType: 'host' },
};

const incoming = (change: object) => ({
  video: {
    type: 'inbound-rtp',
    kind: 'video',
    trackIdentifier: 'camera',
    packetsReceived: 1_000,
    packetsLost: 0,
    bytesReceived: 100_000,
    jitter: 0.004,
    framesDecoded: 250,
    framesPerSecond: 25,
    frameWidth: 1280,
    frameHeight: 720,
    totalFreezesDuration: 1,
    ...change,
  },
});

describe('what a viewer measured', () => {
  it('is what happened between two samples, and fits the contract', () => {
    const before = sample(0, { ...path, ...incoming({}) });
    const after = sample(10_000, {
      ...path,
      ...incoming({
        packetsReceived: 1_990,
        packetsLost: 10,
        bytesReceived: 1_350_000,
        totalFreezesDuration: 1.4,
      }),
    });
    const report = reportBetween('receive', before, after, ([first]) => first);
    expect(report).toEqual({
      direction: 'receive',
      rttMs: 50,
      loss: 0.01,
      jitterMs: 4,
      framesPerSecond: 25,
      frozenMs: 400,
      width: 1280,
      height: 720,
      kbps: 1_000,
      path: 'udp',
      limitedBy: null,
    });
    expect(qualityReport.safeParse(report).success).toBe(true);
  });

  it('counts a picture that stands still now, which the browser counts only when it moves again', () => {
    const before = sample(0, incoming({}));
    const after = sample(10_000, incoming({}));
    expect(reportBetween('receive', before, after, ([first]) => first, 3_000).frozenMs).toBe(3_000);
  });

  it('counts streams that are new from their beginning, and never backwards', () => {
    const after = sample(1_000, incoming({ packetsLost: -5 }));
    expect(reportBetween('receive', sample(0, {}), after, () => undefined)).toMatchObject({
      kbps: 800,
      loss: 0,
      path: null,
    });
  });

  it.each([
    ['tcp', 'host', 'tcp'],
    ['udp', 'relay', 'relay'],
    ['udp', 'prflx', 'udp'],
  ])('says how packets travel: %s from a %s candidate is %s', (protocol, candidateType, expected) => {
    const { path: found } = sample(0, {
      ...path,
      local: { type: 'local-candidate', protocol, candidateType },
    });
    expect(found).toBe(expected);
  });
});

describe('what a sender measured', () => {
  it('takes loss from what the server reports, and the reason of a reduction from the encoder', () => {
    const at = (packets: number, lost: number) => ({
      layer: {
        type: 'outbound-rtp',
        kind: 'video',
        ssrc: 7,
        packetsSent: packets,
        qualityLimitationReason: 'bandwidth',
      },
      remote: { type: 'remote-inbound-rtp', kind: 'video', ssrc: 7, localId: 'layer', packetsLost: lost },
    });
    const report = reportBetween('send', sample(0, at(0, 0)), sample(1_000, at(200, 10)), ([first]) => first);
    expect(report).toMatchObject({ direction: 'send', loss: 0.05, limitedBy: 'bandwidth' });
  });
});

describe('the level of a sound', () => {
  it('is 0 in silence, 1 at full scale, and even in decibels between', () => {
    expect(levelOf(new Float32Array(64))).toBe(0);
    expect(levelOf(new Float32Array(64).fill(1))).toBe(1);
    expect(levelOf(new Float32Array(64).fill(10 ** (-30 / 20)))).toBe(0.5);
  });
});
