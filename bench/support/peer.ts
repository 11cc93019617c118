import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { z } from 'zod';
import { DtlsClient, type SrtpKeys } from './dtls-client.ts';
import type { DtlsIdentity } from './identity.ts';
import { classify } from './rtp.ts';
import { decodeStun, encodeBindingRequest, hasValidIntegrity, stunType } from './stun.ts';

const FIRST_CHECK_MS = 100;
const CONSENT_MS = 5_000;
const CHECK_TIMEOUT_MS = 15_000;
const HOST_PRIORITY = 0x7e0000ff;
const RECEIVE_BUFFER_BYTES = 1_000_000;

/** What a mediasoup WebRtcTransport tells its client: the parts that this client uses. */
export const transportParameters = z.object({
  iceParameters: z.object({ usernameFragment: z.string(), password: z.string() }),
  iceCandidates: z
    .array(z.object({ ip: z.string(), port: z.number(), protocol: z.enum(['udp', 'tcp']) }))
    .min(1),
  dtlsParameters: z.object({ fingerprints: z.array(z.object({ algorithm: z.string(), value: z.string() })) }),
});
export type TransportParameters = z.infer<typeof transportParameters>;

/** What the client tells the server: it is the DTLS client, so that the server chooses AES-GCM. */
export const localDtlsParameters = z.object({
  role: z.literal('client'),
  fingerprints: z.array(z.object({ algorithm: z.literal('sha-256'), value: z.string() })),
});
export type LocalDtlsParameters = z.infer<typeof localDtlsParameters>;

/** The parameters of a client with this identity. */
export function dtlsParametersOf({ fingerprint }: DtlsIdentity): LocalDtlsParameters {
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint }] };
}

/** Where packets go. Runs for every packet of every client, so these are plain functions and not events. */
export interface PeerSink {
  onRtp: (packet: Buffer) => void;
  onRtcp: (packet: Buffer) => void;
}

/**
 * One WebRTC transport over one UDP socket towards an ICE-lite server: connectivity checks that are repeated as
 * consent, a DTLS handshake for keys, and then plain datagrams.
 */
export class WebRtcPeer {
  readonly #identity: DtlsIdentity;
  readonly #sink: PeerSink;
  readonly #socket: Socket;
  readonly #localFragment = randomBytes(4).toString('hex');
  readonly #tieBreaker = randomBytes(8).readBigUInt64BE();
  #remote: TransportParameters | undefined;
  #dtls: DtlsClient | undefined;
  #checkTimer: NodeJS.Timeout | undefined;
  #onChecked: (() => void) | undefined;
  #closed = false;

  constructor(identity: DtlsIdentity, sink: PeerSink) {
    this.#identity = identity;
    this.#sink = sink;
    this.#socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    this.#socket.on('message', (datagram) => this.#receive(datagram));
    // A server that goes away makes its port unreachable; the checks that fail then say so.
    this.#socket.on('error', () => undefined);
  }

  get localDtlsParameters(): LocalDtlsParameters {
    return dtlsParametersOf(this.#identity);
  }

  /** Finds the path; resolves when the server has answered a check, rejects after 15 s without an answer. */
  async connectIce(remote: TransportParameters): Promise<void> {
    const candidate = remote.iceCandidates.find(
      ({ protocol, ip }) => protocol === 'udp' && !ip.includes(':'),
    );
    if (candidate === undefined) throw new Error('the server offers no UDP candidate over IPv4');
    this.#remote = remote;
    await new Promise<void>((resolve) => {
      this.#socket.connect(candidate.port, candidate.ip, resolve);
    });
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => reject(new Error('ICE: no answer')), CHECK_TIMEOUT_MS);
      this.#onChecked = () => {
        clearTimeout(timeout);
        resolve();
      };
      this.#check(FIRST_CHECK_MS);
    });
  }

  /** The DTLS handshake, once the path is there and the server knows {@link localDtlsParameters}. */
  async connectDtls(): Promise<SrtpKeys> {
    const fingerprint = this.#remote?.dtlsParameters.fingerprints.find(
      ({ algorithm }) => algorithm === 'sha-256',
    );
    if (fingerprint === undefined) throw new Error('the server announced no SHA-256 fingerprint');
    this.#dtls = new DtlsClient({
      identity: this.#identity,
      remoteFingerprint: fingerprint.value,
      send: (datagram) => this.send(datagram),
    });
    return this.#dtls.handshake();
  }

  send(datagram: Buffer): void {
    if (!this.#closed) this.#socket.send(datagram);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#checkTimer);
    this.#dtls?.close();
    this.#socket.close();
  }

  #receive(datagram: Buffer): void {
    const kind = classify(datagram);
    if (kind === 'rtp') this.#sink.onRtp(datagram);
    else if (kind === 'rtcp') this.#sink.onRtcp(datagram);
    else if (kind === 'dtls') this.#dtls?.receive(datagram);
    else if (kind === 'stun') this.#receiveStun(datagram);
  }

  #receiveStun(datagram: Buffer): void {
    const message = decodeStun(datagram);
    if (message?.type !== stunType.bindingSuccess || this.#remote === undefined) return;
    if (!hasValidIntegrity(datagram, this.#remote.iceParameters.password)) return;
    this.#onChecked?.();
    this.#onChecked = undefined;
  }

  /** Sends a check; quickly repeated, ever slower, until there is a path, and every 5 s from then on. */
  #check(delayMs: number): void {
    if (this.#remote === undefined || this.#closed) return;
    const { usernameFragment, password } = this.#remote.iceParameters;
    this.send(
      encodeBindingRequest({
        transactionId: randomBytes(12),
        username: `${usernameFragment}:${this.#localFragment}`,
        password,
        priority: HOST_PRIORITY,
        tieBreaker: this.#tieBreaker,
      }),
    );
    this.#checkTimer = setTimeout(
      () => this.#check(Math.min(delayMs * 2, CONSENT_MS)),
      this.#onChecked === undefined ? CONSENT_MS : delayMs,
    );
  }
}
