import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import { UnopenableError, type Seal } from '../lib/seal.ts';
import { codeAlphabet } from './tokens.ts';

/** What every authenticator app understands (RFC 6238): HMAC-SHA1, six digits, 30 seconds. */
const usual = { issuer: 'Plenum', algorithm: 'SHA1', digits: 6, period: 30 };
/** Bytes of a secret, as long as HMAC-SHA1's output (RFC 4226, 4, R6). */
const secretBytes = 20;
/** Time steps by which a phone's clock, and whoever types, may be off (RFC 6238, 5.2). */
const stepsOff = 1;
/** Milliseconds for setting an app up: to find it, perhaps to install it, and to scan. */
const draftLife = 15 * 60_000;

/** Characters of a name in the QR code: a longer one would make it too fine for cameras. */
const labelLength = 40;

/** Recovery codes that somebody has at a time. */
const recoveryCodesAtATime = 10;
/** Characters of one: 80 bits, which nobody finds by trying, also who has the records but not their key. */
const recoveryCodeLength = 16;
const groupLength = 4;

const draftContent = z.strictObject({ secret: z.string(), key: z.string(), until: z.number() });

/** A secret for an app, and what goes to and comes back from the page that sets it up. */
export interface FactorDraft {
  secret: string;
  uri: string;
  draft: string;
}

/** A secret that an app has shown to have. */
export interface ConfirmedFactor {
  secret: string;
  /** The time step of the code that showed it. */
  step: number;
}

/**
 * @param who.name as the app shows it
 * @param who.key whose draft it is: nobody else can bring it back
 */
export function newDraft(
  seal: Seal,
  { name, key, now }: { name: string; key: string; now: number },
): FactorDraft {
  const secret = new Secret({ size: secretBytes });
  const content: z.input<typeof draftContent> = { secret: secret.base32, key, until: now + draftLife };
  return {
    secret: secret.base32,
    uri: new TOTP({ ...usual, label: Array.from(name).slice(0, labelLength).join(''), secret }).toString(),
    draft: seal.seal(JSON.stringify(content)).toString('base64url'),
  };
}

/** The secret of a draft; undefined when it is somebody else's, too old, or none of this server's. */
export function secretOfDraft(
  seal: Seal,
  { draft, key, now }: { draft: string; key: string; now: number },
): string | undefined {
  try {
    const content: unknown = JSON.parse(seal.open(Buffer.from(draft, 'base64url')));
    const { success, data } = draftContent.safeParse(content);
    return success && data.key === key && now < data.until ? data.secret : undefined;
  } catch (error) {
    if (error instanceof UnopenableError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The time step that six digits are of; undefined when they are not of a step near `now`. */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const token = digitsOf(code);
  if (token === undefined) return undefined;
  const clock = { period: usual.period, timestamp: now };
  const { algorithm, digits } = usual;
  const delta = TOTP.validate({
    ...{ token, secret: Secret.fromBase32(secret), algorithm, digits, window: stepsOff },
    ...clock,
  });
  return delta === null ? undefined : TOTP.counter(clock) + delta;
}

/** Six digits as they were typed, whatever spaces the app shows between them; undefined for anything else. */
function digitsOf(code: string): string | undefined {
  const plain = code.normalize('NFKC').replace(/\s/g, '');
  return /^\d{6}$/.test(plain) ? plain : undefined;
}

/** New recovery codes, as people read them: four groups of four. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodesAtATime }, () => {
    const letters = Array.from(randomBytes(recoveryCodeLength), (byte) => codeAlphabet.charAt(byte & 31));
    const groups = Array.from({ length: recoveryCodeLength / groupLength }, (_, group) =>
      letters.slice(group * groupLength, (group + 1) * groupLength).join(''),
    );
    return groups.join('-');
  });
}

/** What is kept of a recovery code, before it is sealed to an index: the same code of two accounts is kept differently. */
export function recoveryCodeText(accountId: string, code: string): string {
  const plain = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return `recovery-code ${accountId} ${plain}`;
}
