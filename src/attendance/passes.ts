import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What the server remembers of a scan, in the hands of the device that scanned. */
const scan = z.strictObject({
  lessonId: z.string(),
  branchId: z.string(),
  windowId: z.string(),
  /** When the server saw the code. */
  at: z.number(),
  /** Until when it counts. */
  until: z.number(),
  deviceId: z.string(),
});
export type Scan = z.infer<typeof scan>;

/**
 * Seals scans, so that a person has time to tap or to say who they are although the code on the screen has changed. A pass
 * counts on the device that scanned only; for who has no device cookie it is worth nothing.
 */
export class Passes {
  readonly #key: Uint8Array;

  /** @param key a secret of 256 bits that is used for nothing else */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  seal(of: Scan): string {
    const body = Buffer.from(JSON.stringify(of)).toString('base64url');
    return `${body}.${this.#proof(body)}`;
  }

  /** The scan of a pass; undefined when this server did not make it. */
  open(pass: string): Scan | undefined {
    const [body = '', proof = ''] = pass.split('.');
    const [given, right] = [Buffer.from(proof), Buffer.from(this.#proof(body))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return scan.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  }

  #proof(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}
