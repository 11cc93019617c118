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

/** Milliseconds since 1970-01-01T00:00:00Z by the server's clock. */
export const timestamp = z.number().int().nonnegative();

export const role = z.enum(roles);

export const empty = z.strictObject({});
