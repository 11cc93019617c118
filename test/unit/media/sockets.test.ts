import { describe, expect, test } from 'vitest';
import { Backoff } from '../../../src/media/backoff.ts';
import { listenInfos, localAddresses } from '../../../src/media/listen-infos.ts';
import { anyPort, pipePorts } from '../../../src/media/ports.ts';

const sockets = { listen: [], announcedAddress: null, recvBufferBytes: 1_000, sendBufferBytes: 2_000 };
const local = ['192.0.2.7', '2001:db8::7', '127.0.0.1'];

describe('sockets of a worker', () => {
  test('are UDP and TCP on every address, UDP with large buffers', () => {
    const infos = listenInfos(sockets, 4_400, local);
    expect(infos.map(({ protocol, ip, port }) => `${protocol} ${ip} ${port}`)).toEqual([
      'udp 192.0.2.7 4400',
      'udp 2001:db8::7 4400',
      'udp 127.0.0.1 4400',
      'tcp 192.0.2.7 4400',
      'tcp 2001:db8::7 4400',
      'tcp 127.0.0.1 4400',
    ]);
    expect(infos.map(({ recvBufferSize }) => recvBufferSize)).toEqual([
      ...[1_000, 1_000, 1_000],
      ...[undefined, undefined, undefined],
    ]);
    expect(infos[1]?.flags).toEqual({ ipv6Only: true });
  });

  test('announce the public address for those of its family, and the own ones too', () => {
    const four = listenInfos({ ...sockets, announcedAddress: '198.51.100.1' }, 4_400, local);
    expect(four.slice(0, 3).map(({ announcedAddress }) => announcedAddress)).toEqual([
      '198.51.100.1',
      undefined,
      undefined,
    ]);
    expect(four[0]?.exposeInternalIp).toBe(true);
    const six = listenInfos({ ...sockets, announcedAddress: '2001:db8::1' }, 4_400, local);
    expect(six[1]).toMatchObject({ announcedAddress: '2001:db8::1', exposeInternalIp: true });
    const name = listenInfos({ ...sockets, announcedAddress: 'media.example', listen: ['127.0.0.1'] }, 4_400);
    expect(name[0]).toMatchObject({ ip: '127.0.0.1', announcedAddress: 'media.example' });
  });

  test('on every address at once need to be told what to announce, and never announce 0.0.0.0', () => {
    const everywhere = { ...sockets, listen: ['0.0.0.0'] };
    expect(() => listenInfos(everywhere, 4_400)).toThrow(/announcedAddress/);
    const [info] = listenInfos({ ...everywhere, announcedAddress: '198.51.100.1' }, 4_400);
    expect(info).toMatchObject({ announcedAddress: '198.51.100.1', exposeInternalIp: false });
  });

  test('cannot announce an address of a family that nothing listens on', () => {
    const settings = { ...sockets, listen: ['192.0.2.7'], announcedAddress: '2001:db8::1' };
    expect(() => listenInfos(settings, 4_400)).toThrow(/IPv6/);
  });

  test('of this machine include loopback, last, and no link-local one', () => {
    const addresses = localAddresses();
    expect(addresses.at(-1)).toBe('127.0.0.1');
    expect(addresses.filter((address) => /^(fe80|169\.254)/i.test(address))).toEqual([]);
  });
});

describe('ports', () => {
  test('of pipes never are those of workers', () => {
    for (const basePort of [1_024, 19_990, 19_999, 20_000, 29_999, 30_000, 44_400]) {
      const { min, max } = pipePorts(basePort, 64);
      expect(basePort > max || basePort + 63 < min || max < basePort).toBe(true);
    }
  });

  test('of workers that may have any are not those of their pipes', () => {
    const { min, max } = pipePorts(0, 2);
    for (let draw = 0; draw < 1_000; draw += 1) {
      const port = anyPort();
      expect(port >= 1_024 && (port < min || port > max)).toBe(true);
    }
  });
});

describe('what keeps dying', () => {
  test('is started at once, then ever later, and at once again after a good time', () => {
    const backoff = new Backoff();
    expect([0, 0, 0, 0, 0, 0, 0, 0, 0].map((lived) => backoff.next(lived))).toEqual([
      0, 250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
    expect(backoff.next(29_999)).toBe(10_000);
    expect(backoff.next(30_000)).toBe(0);
    expect(backoff.failures).toBe(1);
  });
});
