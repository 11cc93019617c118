import { randomBytes } from 'node:crypto';

/** Bytes that are fetched at once. */
const fetched = 4_096;

let bytes = Buffer.alloc(0);
let given = 0;

/**
 * A few bytes from the system's generator, for ids and nonces: to fetch them one by one takes ten times as long as everything
 * else about an id. None is given twice. Secrets are fetched by themselves, so that nothing else ever stood beside them.
 *
 * @param count bytes, at most 4,096
 */
export function fewRandomBytes(count: number): Buffer {
  if (given + count > bytes.length) {
    bytes = randomBytes(fetched);
    given = 0;
  }
  given += count;
  return bytes.subarray(given - count, given);
}
