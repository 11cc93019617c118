import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as mediasoup from 'mediasoup';
import type {
  PlainTransport,
  Router,
  RouterRtpCodecCapability,
  RtpParameters,
  Worker,
} from 'mediasoup/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMediaWorker } from '../../scripts/media-worker/index.mjs';

const MEDIA_CODECS: RouterRtpCodecCapability[] = [
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 100 },
];
const RTP_PARAMETERS: RtpParameters = {
  codecs: [
    {
      mimeType: 'video/VP8',
      clockRate: 90_000,
      payloadType: 100,
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: [{ ssrc: 1234 }],
};
const SUITES = [
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
] as const;
const PACKETS = 50;
const PAYLOAD_BYTES = 200;

let binary: string;
let worker: Worker;

beforeAll(async () => {
  binary = await ensureMediaWorker({ log: (line) => process.stderr.write(`${line}\n`) });
  worker = await mediasoup.createWorker({ workerBin: binary, logLevel: 'warn' });
});

afterAll(() => worker.close());

/** Bytes that differ between packets and within one, after the head of a VP8 key frame (RFC 7741, 4.2 and 4.3). */
function payload(sequence: number): Buffer {
  const bytes = Array.from({ length: PAYLOAD_BYTES }, (_, index) => (index * 7 + sequence) % 256);
  return Buffer.from([0x10, 0x00, ...bytes.slice(2)]);
}

function packet(sequence: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(100, 1);
  header.writeUInt16BE(sequence, 2);
  header.writeUInt32BE(sequence * 3000, 4);
  header.writeUInt32BE(1234, 8);
  return Buffer.concat([header, payload(sequence)]);
}

async function connect(from: PlainTransport, to: PlainTransport): Promise<void> {
  if (!to.srtpParameters) throw new Error('no SRTP');
  await from.connect({ ip: '127.0.0.1', port: to.tuple.localPort, srtpParameters: to.srtpParameters });
}

/** Two routers with an SRTP line between them over UDP. */
async function encryptedLine(srtpCryptoSuite: (typeof SUITES)[number]): Promise<{
  near: Router;
  far: Router;
  nearEnd: PlainTransport;
  farEnd: PlainTransport;
}> {
  const near = await worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  const far = await worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  const options = {
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    enableSrtp: true,
    srtpCryptoSuite,
  } as const;
  const nearEnd = await near.createPlainTransport(options);
  const farEnd = await far.createPlainTransport(options);
  await connect(nearEnd, farEnd);
  await connect(farEnd, nearEnd);
  return { near, far, nearEnd, farEnd };
}

describe('the media worker', () => {
  it.each(SUITES)('encrypts and decrypts RTP and RTCP with %s', async (suite) => {
    const { near, far, nearEnd, farEnd } = await encryptedLine(suite);
    expect(nearEnd.srtpParameters?.cryptoSuite).toBe(suite);
    const source = await (
      await near.createDirectTransport()
    ).produce({ kind: 'video', rtpParameters: RTP_PARAMETERS });
    const sent = await nearEnd.consume({ producerId: source.id, rtpCapabilities: near.rtpCapabilities });
    const arrived = await farEnd.produce({ kind: 'video', rtpParameters: sent.rtpParameters });
    const sink = await (
      await far.createDirectTransport()
    ).consume({ producerId: arrived.id, rtpCapabilities: far.rtpCapabilities });

    const received: Buffer[] = [];
    const complete = new Promise<void>((resolve) => {
      sink.on('rtp', (rtp) => {
        // The router may add header extensions; the payload is at the end.
        received.push(Buffer.from(rtp.subarray(-PAYLOAD_BYTES)));
        if (received.length === PACKETS) resolve();
      });
    });
    for (let sequence = 1; sequence <= PACKETS; sequence += 1) source.send(packet(sequence));
    await complete;
    expect(received).toEqual(Array.from({ length: PACKETS }, (_, index) => payload(index + 1)));

    // The far end asks for a key frame by RTCP, which comes back over the line.
    await sink.requestKeyFrame();
    await expect
      .poll(async () => (await sent.getStats()).some((stat) => 'pliCount' in stat && stat.pliCount > 0))
      .toBe(true);
    near.close();
    far.close();
  });

  // A worker that somebody brought along says nothing about itself.
  it.skipIf(!hasBuildInfo(process.env.MEDIASOUP_WORKER_BIN))('encrypts with OpenSSL', () => {
    const info: unknown = JSON.parse(readFileSync(join(dirname(binary), 'build-info.json'), 'utf8'));
    expect(info).toHaveProperty('srtp', expect.stringMatching(/^(?:libsrtp2-openssl|official)$/));
    expect(execFileSync('ldd', [binary], { encoding: 'utf8' })).not.toMatch(/libnss3|libsrtp2/);
  });
});

function hasBuildInfo(named: string | undefined): boolean {
  return !named || existsSync(join(dirname(named), 'build-info.json'));
}
