import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../worker-file.ts';
import type { Sheet } from './sheet.ts';
import type { ToWriter } from './worker.ts';

/** Megabytes of the thread that packs: rows go to the disk as they come. */
const memory = { maxOldGenerationSizeMb: 256 };

/** A workbook with a sheet for each; written to a temporary file by a thread, then read from there. */
export async function* writeXlsx(sheets: readonly Sheet[]): AsyncIterable<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'plenum-export-'));
  try {
    const path = join(folder, 'workbook.xlsx');
    await pack(path, sheets);
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pack(path: string, sheets: readonly Sheet[]): Promise<void> {
  const worker = new Worker(workerFile('export/worker'), { workerData: path, resourceLimits: memory });
  try {
    const tell = async (message: ToWriter): Promise<void> => {
      const done = once(worker, 'message');
      worker.postMessage(message);
      await done;
    };
    for (const { name, columns, rows } of sheets) {
      await tell({ type: 'sheet', name, columns });
      for await (const piece of rows) await tell({ type: 'rows', rows: piece });
    }
    await tell({ type: 'end' });
  } finally {
    await worker.terminate();
  }
}
