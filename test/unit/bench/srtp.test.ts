import { describe, expect, it } from 'vitest';
import {
  deriveKey,
  protectRtcp,
  protectRtp,
  rtpHeaderBytes,
  sessionKeys,
  srtpLabel,
  unprotectRtcp,
  unprotectRtp,
} from '../../../bench/support/srtp.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('key derivation', () => {
  // RFC 3711 appendix B.3.
  const masterKey = hex('E1F97A0D3E018BE0D64FA32C06DE4139');
  const masterSalt = hex('0EC675AD498AFEEBB6960B3AABE6');

  it('gives the cipher key and salt of RFC 3711', () => {
    expect(deriveKey(masterKey, masterSalt, srtpLabel.rtpKey, 16)).toEqual(
      hex('C61E7A93744F39EE10734AFE3FF7A087'),
    );
    expect(deriveKey(masterKey, masterSalt, srtpLabel.rtpSalt, 14)).toEqual(
      hex('30CBBC08863D8C85D49DB34A9AE1'),
    );
  });
});

describe('AEAD_AES_128_GCM', () => {
  // RFC 7714 sections 16.1.1 and 17.1: session key and salt, and packets under them.
  const key = hex('000102030405060708090a0b0c0d0e0f');
  const salt = hex('517569642070726f2071756f');
  const keys = { rtpKey: key, rtpSalt: salt, rtcpKey: key, rtcpSalt: salt };
  const plain = hex(
    '8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573',
  );
  const sealed = hex(
    '8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf' +
      '8833 899d7f27 beb16a91 52cf765e e4390cce',
  );

  it('makes and opens the packet of RFC 7714', () => {
    expect(protectRtp(keys, plain, 0)).toEqual(sealed);
    expect(unprotectRtp(keys, sealed, 0)).toEqual(plain.subarray(12));
  });

  it('refuses a changed packet, a wrong key and a wrong rollover count', () => {
    const changed = Buffer.from(sealed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(() => unprotectRtp(keys, changed, 0)).toThrow();
    expect(() => unprotectRtp(sessionKeys(key, salt), sealed, 0)).toThrow();
    expect(() => unprotectRtp(keys, sealed, 1)).toThrow();
  });

  it('leaves header extensions and contributing sources in clear', () => {
    const withExtension = hex('92600001 00000010 0000abcd 00000001 00000002 bede0001 10aabbcc 01020304');
    expect(rtpHeaderBytes(withExtension)).toBe(28);
    const protectedPacket = protectRtp(keys, withExtension, 3);
    expect(protectedPacket.subarray(0, 28)).toEqual(withExtension.subarray(0, 28));
    expect(unprotectRtp(keys, protectedPacket, 3)).toEqual(hex('01020304'));
  });

  it('makes and opens the control packet of RFC 7714', () => {
    const report = hex(
      '81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef deadbeef' +
        'deadbeef',
    );
    const sealedReport = hex(
      '81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda 4ce09b46 86303ded' +
        '0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4',
    );
    expect(protectRtcp(keys, report, 0x5d4)).toEqual(sealedReport);
    expect(unprotectRtcp(keys, sealedReport)).toEqual(report);
  });
});
