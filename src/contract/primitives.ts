import { z } from 'zod';
import { limits } from './limits.ts';
import { roles } from './roles.ts';

/** An opaque, unguessable, globally unique id. */
export const id = z
  .string()
  .min(1)
  .max(limits.idLength)
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only');

export const name = z.string().trim().min(1).max(limits.nameLength);

/** The end of the year 9999: every later moment is one that records, calendars or spreadsheets cannot write. */
export const latest = 253_402_300_799_999;

/** Milliseconds since 1970-01-01T00:00:00Z by the server's clock. */
export const timestamp = z.number().int().nonnegative().max(latest);

/** A timestamp in an address, where everything is text. */
export const timestampInQuery = z.coerce.number().int().nonnegative().max(latest);

/** The largest whole number that records keep in four bytes. */
export const largestInteger = 2_147_483_647;

/** Counts the changes of a record: whoever changes it says which state they saw. */
export const revision = z.number().int().positive().max(largestInteger);

/** A revision in an address. */
export const revisionInQuery = z.coerce.number().int().positive().max(largestInteger);

export const role = z.enum(roles);

export const empty = z.strictObject({});
