import { open, readFile } from 'node:fs/promises';
import type { ImportKind } from '../../contract/import.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { Refusal } from './refusal.ts';
import type { Table } from './table.ts';

/** Reads a roster file by what is in it, whatever its name says. Throws Refusal. */
export async function readTable(path: string, kind: ImportKind): Promise<Table> {
  const head = await firstBytes(path);
  if (head.length === 0) throw new Refusal('empty');
  const table = isZip(head) ? await readXlsx(path, kind) : await readText(path, head, kind);
  if (table.rows.length === 0) throw new Refusal('empty');
  return table;
}

async function readText(path: string, head: Buffer, kind: ImportKind): Promise<Table> {
  // The container of Excel before 2007, and of workbooks with a password (MS-CFB, 2.2).
  if (head.toString('hex').startsWith('d0cf11e0a1b11ae1')) throw new Refusal('old_or_locked');
  return readCsv(await readFile(path), kind);
}

function isZip(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32LE(0) === 0x04034b50;
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
