import { createHmac, timingSafeEqual } from 'node:crypto';
import { attendanceLimits } from '../contract/attendance.ts';

/** Crockford's base32: no letter can be taken for a digit, and a QR code packs them as tightly as digits allow. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 40 bits by chance: says which lesson and branch, and proves nothing. */
export const refLength = 8;
/** 80 bits of the proof (RFC 2104, 5: half of the output at least; a guess has 17 s and one try a request). */
const proofLength = 16;
/** Ten bits of the step's number: codes repeat their number after four hours, and their proof never. */
const stepModulus = 1024;

/** Where and for what a code is shown. */
export interface CodePlace {
  courseId: string;
  lessonId: string;
  branchId: string;
  windowId: string;
}

/** What a code says of itself, before anything is proved. */
export interface ParsedCode {
  ref: string;
  /** The window's number in the lesson. */
  ordinal: number;
  step: number;
  proof: string;
}

/** Characters by chance from 40 random bits: one of 32 for each byte. */
export function refFrom(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, refLength), (byte) => alphabet.charAt(byte & 31)).join('');
}

/** A code as it was scanned or typed; undefined when it has not the form of one. */
export function parseCode(text: string): ParsedCode | undefined {
  const code = text.trim().toUpperCase();
  if (code.length !== refLength + 3 + proofLength || !/^[0-9A-HJKMNP-TV-Z]+$/.test(code)) return undefined;
  const digit = (at: number): number => alphabet.indexOf(code.charAt(at));
  return {
    ref: code.slice(0, refLength),
    ordinal: digit(refLength),
    step: digit(refLength + 1) * 32 + digit(refLength + 2),
    proof: code.slice(refLength + 3),
  };
}

/**
 * Makes and checks sign-in codes. A code is signed for course, lesson, branch, window and one step of 15 s by the server's
 * clock. The steps of different branches begin at different moments, so that not all screens ask at once.
 */
export class Codes {
  readonly #key: Uint8Array;

  /** @param key a secret of 256 bits that is used for nothing else */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** The code of a place at a moment, and when the next one begins. */
  at(
    place: CodePlace,
    point: { ref: string; ordinal: number },
    now: number,
  ): { code: string; nextAt: number } {
    const { ref, ordinal } = point;
    const step = stepAt(ref, now);
    const code = [
      ref,
      alphabet.charAt(ordinal),
      alphabet.charAt((step % stepModulus) >> 5),
      alphabet.charAt(step & 31),
      this.#proof(place, step),
    ].join('');
    return { code, nextAt: endOf(ref, step) };
  }

  /** `old`: it was right, and its time and the two seconds of grace are over. */
  check(place: CodePlace, parsed: ParsedCode, now: number): 'valid' | 'old' | 'forged' {
    const current = stepAt(parsed.ref, now);
    // The newest step with that number which has begun: a code of the future is not shown yet.
    const behind = (((current - parsed.step) % stepModulus) + stepModulus) % stepModulus;
    const step = current - behind;
    const proof = Buffer.from(this.#proof(place, step));
    const given = Buffer.from(parsed.proof);
    if (proof.length !== given.length || !timingSafeEqual(proof, given)) return 'forged';
    return now < endOf(parsed.ref, step) + attendanceLimits.codeGraceMs ? 'valid' : 'old';
  }

  #proof({ courseId, lessonId, branchId, windowId }: CodePlace, step: number): string {
    const bytes = createHmac('sha256', this.#key)
      .update([courseId, lessonId, branchId, windowId, String(step)].join('|'))
      .digest();
    return Array.from(bytes.subarray(0, proofLength), (byte) => alphabet.charAt(byte & 31)).join('');
  }
}

/** Milliseconds by which the steps of a place are shifted: spread evenly by its reference. */
function phaseOf(ref: string): number {
  let value = 0;
  for (const letter of ref) value = (value * 32 + alphabet.indexOf(letter)) % attendanceLimits.codeMs;
  return value;
}

function stepAt(ref: string, now: number): number {
  return Math.floor((now - phaseOf(ref)) / attendanceLimits.codeMs);
}

function endOf(ref: string, step: number): number {
  return (step + 1) * attendanceLimits.codeMs + phaseOf(ref);
}
