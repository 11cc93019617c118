import { createHash, createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { generate } from 'selfsigned';

/** What a DTLS end shows and proves itself with. */
export interface DtlsIdentity {
  privateKey: KeyObject;
  /** DER. */
  certificate: Buffer;
  /** SHA-256 in upper-case hex with colons. */
  fingerprint: string;
}

/** A new self-signed P-256 certificate; one serves all clients of a process, since it only has to match its fingerprint. */
export async function createIdentity(): Promise<DtlsIdentity> {
  const pems = await generate([{ name: 'commonName', value: 'load client' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
  });
  const certificate = new X509Certificate(pems.cert).raw;
  return { privateKey: createPrivateKey(pems.private), certificate, fingerprint: fingerprintOf(certificate) };
}

/** SHA-256 of a certificate as SDP and mediasoup write it. */
export function fingerprintOf(certificate: Buffer): string {
  const hex = createHash('sha256').update(certificate).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}
