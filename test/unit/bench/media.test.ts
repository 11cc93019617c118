import { describe, expect, it } from 'vitest';
import { readStamp, seededBytes, vp8Prefix, writeStamp } from '../../../bench/support/payload.ts';
import { classify, encodeRtp, encodeSenderReport, keyFrameRequests } from '../../../bench/support/rtp.ts';

describe('payloads', () => {
  it('are equal for equal seeds and differ for others', () => {
    const draw = (seed: number) => {
      const bytes = Buffer.alloc(64);
      seededBytes(seed)(bytes);
      return bytes;
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('carry their send time to the nanosecond', () => {
    const payload = Buffer.alloc(40);
    expect(readStamp(payload)).toBeUndefined();
    writeStamp(payload, 123_456_789_012_345n);
    expect(readStamp(payload)).toBe(123_456_789_012_345n);
    expect(readStamp(Buffer.alloc(3))).toBeUndefined();
  });

  it('mark VP8 frames as RFC 7741 and RFC 6386 say', () => {
    const keyStart = vp8Prefix({ first: true, key: true, pictureId: 0x1234 });
    // X and S are set, then I, then a 15-bit picture id, then a key frame's tag, start code and size.
    expect(keyStart.subarray(0, 4)).toEqual(Buffer.from([0x90, 0x80, 0x92, 0x34]));
    expect((keyStart[4] ?? 1) & 1).toBe(0);
    expect(keyStart.subarray(7, 10)).toEqual(Buffer.from([0x9d, 0x01, 0x2a]));
    expect([keyStart.readUInt16LE(10), keyStart.readUInt16LE(12)]).toEqual([1280, 720]);
    const later = vp8Prefix({ first: true, key: false, pictureId: 1 });
    expect((later[4] ?? 0) & 1).toBe(1);
    expect(vp8Prefix({ first: false, key: true, pictureId: 1 })).toEqual(
      Buffer.from([0x80, 0x80, 0x80, 0x01]),
    );
  });
});

describe('RTP and RTCP', () => {
  it('tells datagrams apart by their first bytes', () => {
    const header = { payloadType: 96, marker: true, sequence: 1, timestamp: 2, ssrc: 3 };
    expect(classify(encodeRtp(header, Buffer.alloc(1)))).toBe('rtp');
    expect(classify(Buffer.from([0x81, 206]))).toBe('rtcp');
    expect(classify(Buffer.from([22, 0xfe]))).toBe('dtls');
    expect(classify(Buffer.from([1, 1]))).toBe('stun');
    expect(classify(Buffer.alloc(0))).toBe('other');
  });

  it('writes RTP headers', () => {
    const header = {
      payloadType: 96,
      marker: true,
      sequence: 0x1ffff,
      timestamp: 0xfffffffe,
      ssrc: 0xdeadbeef,
    };
    expect(encodeRtp(header, Buffer.from('ab')).toString('hex')).toBe('80e0fffffffffffedeadbeef6162');
  });

  it('finds picture loss and full intra requests behind other reports', () => {
    const report = encodeSenderReport({ ssrc: 9, now: 0, timestamp: 0, packets: 0, bytes: 0 });
    const pictureLoss = Buffer.from('81ce00020000000100010001', 'hex');
    const intra = Buffer.from('84ce000400000001000000000001000205000000', 'hex');
    expect(keyFrameRequests(Buffer.concat([report, pictureLoss]))).toEqual([0x10001]);
    expect(keyFrameRequests(Buffer.concat([intra, pictureLoss]))).toEqual([0x10002, 0x10001]);
    expect(keyFrameRequests(report)).toEqual([]);
    expect(keyFrameRequests(pictureLoss.subarray(0, 8))).toEqual([]);
  });

  it('writes sender reports with the NTP time', () => {
    const report = encodeSenderReport({ ssrc: 1, now: 1_500, timestamp: 90_000, packets: 5, bytes: 600 });
    expect(report.readUInt16BE(2)).toBe(report.length / 4 - 1);
    expect(report.readUInt32BE(8)).toBe(2_208_988_801);
    expect(report.readUInt32BE(12)).toBe(2 ** 31);
    expect([report.readUInt32BE(16), report.readUInt32BE(20), report.readUInt32BE(24)]).toEqual([
      90_000, 5, 600,
    ]);
  });
});
