import { describe, expect, it } from 'vitest';
import { nameKey, numberKey } from '../../../src/identity/names.ts';
import {
  deviceOf,
  deviceToken,
  invitationCode,
  readableCode,
  typedCode,
} from '../../../src/identity/tokens.ts';

describe('names and numbers', () => {
  it('are the same whatever the spaces, width and case', () => {
    expect(nameKey(' 示 例　学员 ')).toBe('示例学员');
    expect(nameKey('ＳＡＭＰＬＥ Person')).toBe('sampleperson');
    expect(numberKey(' １２-34 x')).toBe('1234X');
  });
});

describe('a code', () => {
  const code = invitationCode('secret', 'invitation');

  it('is ten characters that nobody confuses, another for each link and server', () => {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(invitationCode('secret', 'invitation')).toBe(code);
    expect(invitationCode('secret', 'other')).not.toBe(code);
    expect(invitationCode('other', 'invitation')).not.toBe(code);
    expect(readableCode('ABCDE12345')).toBe('ABCDE-12345');
  });

  it('is found in what people type', () => {
    for (const typed of ['ABCDE-10123', 'abcde 1O123', ' abcdelo123', 'ＡＢＣＤＥ10123']) {
      expect(typedCode(typed), typed).toBe('ABCDE10123');
    }
    for (const other of ['', 'ABCDE', '0123456789abcdef0123456789abcdef', 'ABCDE-1012U']) {
      expect(typedCode(other), other).toBeUndefined();
    }
  });
});

describe("a device's cookie", () => {
  it('is taken from the server that gave it only', () => {
    const token = deviceToken('secret', 'device');
    expect(deviceOf('secret', token)).toBe('device');
    expect(deviceOf('other', token)).toBeUndefined();
    expect(deviceOf('secret', token.replace('device', 'another'))).toBeUndefined();
    expect(deviceOf('secret', undefined)).toBeUndefined();
    expect(deviceOf('secret', 'device')).toBeUndefined();
  });
});
