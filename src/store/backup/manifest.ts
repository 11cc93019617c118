import { isAbsolute, normalize, sep } from 'node:path';
import { z } from 'zod';

/** The manifest is the archive's last file but one; the last has the manifest's own hash, as sha256sum writes it. */
export const manifestName = 'manifest.json';
export const manifestHashName = 'manifest.json.sha256';

/** The name in the archive of a part of a table's rows, in PostgreSQL's text format for COPY. */
export function partName(table: string, number: number): string {
  return `records/${table}/${String(number).padStart(5, '0')}.copy`;
}

/** The name in the archive of a material. */
export function materialName(path: string): string {
  return `materials/${path}`;
}

/** Below a folder, and not out of it again: a backup may come from a stranger. */
const pathBelow = z
  .string()
  .min(1)
  .refine((path) => !isAbsolute(path) && normalize(path) === path && !path.split(sep).includes('..'));

const wholeNumber = z.number().int().nonnegative();
const storedFile = { bytes: wholeNumber, sha256: z.string().regex(/^[0-9a-f]{64}$/) };

/** What a backup says about itself. */
export const manifestSchema = z.strictObject({
  format: z.literal('plenum-backup'),
  version: z.literal(1),
  /** The moment whose records it holds, by the database's clock. */
  takenAt: z.iso.datetime(),
  /** The major version of the PostgreSQL that it was taken from. */
  postgres: wholeNumber,
  /** The migrations that the records had seen, oldest first; the last one is the schema's version. */
  migrations: z.array(z.strictObject({ when: wholeNumber, hash: z.string() })).min(1),
  tables: z.array(
    z.strictObject({
      name: z.string().min(1),
      /** In the order of the rows' fields. */
      columns: z.array(z.string().min(1)).min(1),
      rows: wholeNumber,
      parts: z.array(z.strictObject({ name: z.string().min(1), ...storedFile })),
    }),
  ),
  sequences: z.array(
    z.strictObject({ name: z.string().min(1), last: z.string().regex(/^-?\d+$/), called: z.boolean() }),
  ),
  materials: z.array(z.strictObject({ path: pathBelow, ...storedFile })),
  /** What the numbers are sealed with, in base64; only when it was asked for. */
  recordsKey: z.base64().optional(),
});

export type Manifest = z.output<typeof manifestSchema>;
