import { describe, expect, it } from 'vitest';
import {
  decodeStun,
  encodeBindingRequest,
  hasValidFingerprint,
  hasValidIntegrity,
  mappedAddress,
  stunAttribute,
  stunType,
} from '../../../bench/support/stun.ts';

// RFC 5769 sections 2.1 and 2.2.
const password = 'VOkJxbRl1RmTxUk/WvJxBt';
const sampleRequest = Buffer.from(
  '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74' +
    '002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020' +
    '000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf',
  'hex',
);
const sampleResponse = Buffer.from(
  '0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220' +
    '002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96',
  'hex',
);

describe('STUN', () => {
  it('reads the request of RFC 5769 and proves its integrity and fingerprint', () => {
    const message = decodeStun(sampleRequest);
    expect(message?.type).toBe(stunType.bindingRequest);
    expect(message?.attributes.get(stunAttribute.username)?.toString()).toBe('evtj:h6vY');
    expect(hasValidIntegrity(sampleRequest, password)).toBe(true);
    expect(hasValidIntegrity(sampleRequest, `${password}x`)).toBe(false);
    expect(hasValidFingerprint(sampleRequest)).toBe(true);
  });

  it('reads the response of RFC 5769 with its mapped address', () => {
    const message = decodeStun(sampleResponse);
    expect(message?.type).toBe(stunType.bindingSuccess);
    expect(message && mappedAddress(message)).toEqual({ address: '192.0.2.1', port: 32853 });
    expect(hasValidIntegrity(sampleResponse, password)).toBe(true);
    expect(hasValidFingerprint(sampleResponse)).toBe(true);
  });

  it('writes checks that nominate, with right integrity and fingerprint', () => {
    const transactionId = Buffer.from('0102030405060708090a0b0c', 'hex');
    const request = encodeBindingRequest({
      transactionId,
      username: 'remote:local',
      password,
      priority: 0x7e0000ff,
      tieBreaker: 0x0123456789abcdefn,
    });
    const message = decodeStun(request);
    expect(message?.transactionId.equals(transactionId)).toBe(true);
    expect(message?.attributes.get(stunAttribute.username)?.toString()).toBe('remote:local');
    expect(message?.attributes.has(stunAttribute.useCandidate)).toBe(true);
    expect(message?.attributes.get(stunAttribute.iceControlling)?.toString('hex')).toBe('0123456789abcdef');
    expect(hasValidIntegrity(request, password)).toBe(true);
    expect(hasValidFingerprint(request)).toBe(true);
  });

  it('notices a changed byte', () => {
    const changed = Buffer.from(sampleRequest);
    changed[30] = (changed[30] ?? 0) ^ 1;
    expect(hasValidIntegrity(changed, password)).toBe(false);
    expect(hasValidFingerprint(changed)).toBe(false);
  });

  it('takes nothing else for STUN', () => {
    expect(decodeStun(Buffer.alloc(4))).toBeUndefined();
    expect(decodeStun(Buffer.alloc(40))).toBeUndefined();
    expect(decodeStun(sampleRequest.subarray(0, 60))).toBeUndefined();
  });
});
