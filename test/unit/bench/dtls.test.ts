import { CipherContext, DtlsServer, HashAlgorithm, SignatureAlgorithm } from 'werift';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { DtlsClient } from '../../../bench/support/dtls-client.ts';
import { encodeHandshake, HandshakeAssembler } from '../../../bench/support/dtls-wire.ts';
import { createIdentity, fingerprintOf, type DtlsIdentity } from '../../../bench/support/identity.ts';
import { sessionKeys } from '../../../bench/support/srtp.ts';

const SRTP_AEAD_AES_128_GCM = 0x0007;
const bytes = z.instanceof(Uint8Array).transform((value) => Buffer.from(value));
const masterKeys = z.object({ localKey: bytes, localSalt: bytes, remoteKey: bytes, remoteSalt: bytes });
const signatureHash = { hash: HashAlgorithm.sha256_4, signature: SignatureAlgorithm.ecdsa_3 };

/** An independent implementation of the other side; datagrams travel within the process. */
class Server {
  readonly dtls: DtlsServer;
  readonly fingerprint: string;
  onData: (datagram: Buffer) => void = () => undefined;
  readonly #transport;

  constructor(certificate: { certPem: string; keyPem: string }, send: (datagram: Buffer) => void) {
    this.fingerprint = fingerprintOf(new X509Certificate(certificate.certPem).raw);
    this.#transport = {
      type: 'udp',
      address: { address: '127.0.0.1', family: 'IPv4', port: 1 },
      closed: false,
      onData: (_datagram: Buffer, _address: readonly [string, number]): void => undefined,
      send: async (datagram: Buffer): Promise<void> => send(datagram),
      close: async (): Promise<void> => undefined,
    };
    this.dtls = new DtlsServer({
      transport: this.#transport,
      cert: certificate.certPem,
      key: certificate.keyPem,
      signatureHash,
      srtpProfiles: [SRTP_AEAD_AES_128_GCM],
      certificateRequest: true,
      extendedMasterSecret: true,
    });
  }

  receive(datagram: Buffer): void {
    this.#transport.onData(datagram, ['127.0.0.1', 1]);
  }
}

describe('DTLS client', () => {
  let identity: DtlsIdentity;
  let certificate: { certPem: string; keyPem: string };

  beforeAll(async () => {
    identity = await createIdentity();
    certificate = await CipherContext.createSelfSignedCertificateWithKey(signatureHash);
  });

  function connect(announced: (fingerprint: string) => string) {
    const later = (deliver: () => void) => void setImmediate(deliver);
    const server: Server = new Server(certificate, (datagram) => later(() => client.receive(datagram)));
    const client = new DtlsClient({
      identity,
      remoteFingerprint: announced(server.fingerprint),
      send: (datagram) => later(() => server.receive(datagram)),
    });
    return { server, client };
  }

  it('agrees with the server on the SRTP keys', async () => {
    const { server, client } = connect((fingerprint) => fingerprint);
    const keys = await client.handshake();
    expect(server.dtls.srtp.srtpProfile).toBe(SRTP_AEAD_AES_128_GCM);
    const serverKeys = masterKeys.parse(server.dtls.extractSessionKeys(16, 12));
    expect(keys.remote).toEqual(sessionKeys(serverKeys.localKey, serverKeys.localSalt));
    expect(keys.local).toEqual(sessionKeys(serverKeys.remoteKey, serverKeys.remoteSalt));
  });

  it('refuses a server that shows another certificate than it announced', async () => {
    const { client } = connect(() => '00:11');
    await expect(client.handshake()).rejects.toThrow('another certificate');
  });

  it('repeats a flight that got lost, under new record numbers', async () => {
    const sent: Buffer[] = [];
    const client: DtlsClient = new DtlsClient({
      identity,
      remoteFingerprint: '',
      send: (datagram) => {
        sent.push(datagram);
        if (sent.length === 2) client.close();
      },
    });
    await expect(client.handshake()).rejects.toThrow('closed');
    const [first, second] = sent;
    expect(second?.subarray(13)).toEqual(first?.subarray(13));
    expect(second?.subarray(5, 11)).not.toEqual(first?.subarray(5, 11));
  });
});

describe('handshake messages', () => {
  it('are put together from fragments in any order, and handed out once and in turn', () => {
    const assembler = new HandshakeAssembler();
    const first = encodeHandshake(2, 0, Buffer.from('abcdef'));
    const second = encodeHandshake(11, 1, Buffer.from('xyz'));
    const fragment = (from: number, to: number) => {
      const header = Buffer.from(first.subarray(0, 12));
      header.writeUIntBE(from, 6, 3);
      header.writeUIntBE(to - from, 9, 3);
      return Buffer.concat([header, first.subarray(12 + from, 12 + to)]);
    };
    expect(assembler.add(second)).toEqual([]);
    expect(assembler.add(fragment(3, 6))).toEqual([]);
    expect(assembler.add(fragment(0, 3)).map(({ type, body }) => [type, body.toString()])).toEqual([
      [2, 'abcdef'],
      [11, 'xyz'],
    ]);
    expect(assembler.add(first)).toEqual([]);
  });
});
