import { isIP } from 'node:net';
import { z } from 'zod';

// The description of each setting says what is allowed: it ends the sentence "Allowed: ...". What a setting is for
// stands in config/default.yaml, which also holds every default.

const text = z.string().min(1);
const wholeNumber = (min: number, max: number) =>
  z.number().int().min(min).max(max).describe(`a whole number from ${min} to ${max}`);
const yesOrNo = z.boolean().describe('true or false');
const path = text.nullable().describe('a path, or null');
const address = text.refine((value) => isIP(value) !== 0);

const origin = text
  .refine((value) => URL.canParse(value) && new URL(value).origin === value)
  .describe('an origin such as https://class.example.org');

/** A check runs even where an earlier one has failed: the text may be anything. */
function isBareAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { pathname, search, hash } = new URL(value);
  return pathname === '/' && search === '' && hash === '';
}

function isNetwork(value: string): boolean {
  const [ip = '', bits, ...rest] = value.trim().split('/');
  const longest = isIP(ip) === 6 ? 128 : 32;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  return isIP(ip) !== 0 && fits && rest.length === 0;
}

function isScanner(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, hostname, search, hash } = new URL(value);
  const isPlain = search === '' && hash === '';
  if (protocol === 'unix:') return isPlain && hostname === '' && pathname.length > 1;
  return protocol === 'tcp:' && isPlain && hostname !== '' && (pathname === '' || pathname === '/');
}

const server = z.strictObject({
  host: text.describe('an IP address or host name of this machine, such as 0.0.0.0 or 127.0.0.1'),
  port: wholeNumber(0, 65_535),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isBareAddress)
    .nullable()
    .describe('an http or https address without a path, such as https://class.example.org, or null'),
  trustProxy: z
    .union([z.boolean(), text.refine((value) => value.split(',').every(isNetwork))])
    .describe('true, false, or addresses and networks with commas, such as 10.0.0.2,10.1.0.0/16'),
  allowedOrigins: z.array(origin).describe('a list of origins, such as [http://localhost:5173]'),
});

const tls = z
  .strictObject({
    mode: z.enum(['off', 'self-signed', 'files']).describe('off, self-signed or files'),
    cert: path,
    key: path,
    includeSubDomains: yesOrNo,
  })
  .superRefine((value, context) => {
    for (const name of ['cert', 'key'] as const) {
      const given = value[name] !== null;
      if (given !== (value.mode === 'files')) {
        const message = given
          ? 'null, unless tls.mode is files'
          : 'the path of a PEM file, as tls.mode is files';
        context.addIssue({ code: 'custom', path: [name], message });
      }
    }
  });

const iceUrl = text.regex(/^(stuns?|turns?):\S+$/);
const iceServer = z
  .strictObject({
    urls: z
      .array(iceUrl)
      .min(1)
      .describe('a list of addresses that begin with stun:, stuns:, turn: or turns:'),
    secret: text.optional().describe("the TURN server's shared secret"),
    username: text.optional().describe('a user name'),
    credential: text.optional().describe('a password'),
    ttlSeconds: wholeNumber(60, 604_800).optional(),
  })
  .refine((value) => (value.username === undefined) === (value.credential === undefined), {
    message: 'username and credential together',
  })
  .refine((value) => value.secret === undefined || value.username === undefined, {
    message: 'either secret, or username and credential',
  });

const codecs = ['VP8', 'H264', 'VP9', 'AV1'] as const;

const media = z.strictObject({
  workers: z
    .union([z.literal('auto'), z.number().int().min(1).max(64)])
    .describe('auto, or a whole number from 1 to 64'),
  basePort: z
    .number()
    .int()
    .refine((value) => value === 0 || (value >= 1024 && value <= 65_000))
    .describe('0, or a whole number from 1024 to 65000'),
  listen: z.array(address).describe('a list of IP addresses of this machine, or [] for all'),
  announcedAddress: text.nullable().describe('an IP address or host name, or null'),
  iceServers: z.array(iceServer).describe('a list of servers, each with urls'),
  maxViewersPerWorker: wholeNumber(1, 5_000),
  codecs: z
    .array(z.enum(codecs))
    .min(1)
    .refine((value) => new Set(value).size === value.length)
    .describe(`a list of ${codecs.join(', ')}, each once at most`),
  congestionControl: z.strictObject({ room: yesOrNo, person: yesOrNo }),
  keyFrameDelayMs: wholeNumber(0, 10_000),
  recvBufferBytes: wholeNumber(65_536, 268_435_456),
  sendBufferBytes: wholeNumber(65_536, 268_435_456),
  initialOutgoingKbps: wholeNumber(100, 50_000),
  workerBin: path,
});

const redisUrl = z
  .url({ protocol: /^(rediss?|unix)$/ })
  .nullable()
  .describe('an address such as redis://user:password@host:6379 or unix:///run/redis/redis.sock, or null');

const all = z.strictObject({
  server,
  tls,
  dataDir: text.describe('a path'),
  database: z.strictObject({
    url: z
      .url({ protocol: /^postgres(ql)?$/ })
      .nullable()
      .describe('an address such as postgres://user:password@host:5432/name, or null'),
  }),
  records: z.strictObject({
    key: z
      .string()
      .refine((value) => Buffer.from(value, 'base64').length === 32)
      .nullable()
      .describe('32 bytes in base64, or null'),
    forgetNumbers: yesOrNo,
  }),
  redis: z.strictObject({ url: redisUrl }),
  accounts: z.strictObject({
    secondFactor: z.enum(['optional', 'organisers']).describe('optional or organisers'),
    breachedPasswords: text.nullable().describe('a path, or null'),
  }),
  log: z.strictObject({
    level: z
      .enum(['auto', 'fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .describe('auto, fatal, error, warn, info, debug, trace or silent'),
    pretty: z.union([z.literal('auto'), z.boolean()]).describe('auto, true or false'),
  }),
  media,
  classroom: z.strictObject({ transportGraceMs: wholeNumber(1_000, 300_000) }),
  materials: z.strictObject({
    maxFileMegabytes: wholeNumber(1, 20_480),
    uploadExpiresHours: wholeNumber(1, 720),
  }),
  uploads: z.strictObject({
    scanner: z
      .string()
      .refine(isScanner)
      .nullable()
      .describe('unix:///path/of/clamd.ctl, tcp://host:3310, or null'),
  }),
  demo: z.strictObject({ enabled: yesOrNo }),
  metrics: z.strictObject({
    token: z.string().min(16).nullable().describe('16 characters or more, or null'),
  }),
});

/** Everything that can be set. `config/default.yaml` gives each setting a value. */
export const configSchema = all.superRefine(({ redis, database }, context) => {
  if (redis.url === null || database.url !== null) return;
  const message = 'null, unless database.url names the PostgreSQL that all nodes share';
  context.addIssue({ code: 'custom', path: ['redis', 'url'], message });
});
