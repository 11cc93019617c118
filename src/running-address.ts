import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from './store/running.ts';

/** Where the server that runs on a data directory can be opened: for the programs beside it, which may be configured otherwise. */
const runningAddress = z.object({ url: z.url(), pid: z.number().int().positive(), host: z.string() });

const fileOf = (dataDir: string): string => join(dataDir, 'address.json');

/** Writes down where this process can be opened. Whoever reads at the same time gets the old file or the new one, whole. */
export async function writeAddress(dataDir: string, url: string): Promise<void> {
  const draft = `${fileOf(dataDir)}.${process.pid}`;
  const content: z.output<typeof runningAddress> = { url, pid: process.pid, host: hostname() };
  await writeFile(draft, JSON.stringify(content), { mode: 0o600 });
  await rename(draft, fileOf(dataDir));
}

/** For the end of the process. */
export async function removeAddress(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}

/** The address of the server that runs on the directory; undefined when none runs, also when one was killed and left its file. */
export async function readAddress(dataDir: string): Promise<string | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { success, data } = runningAddress.safeParse(parsed(text));
  return success && data.host === hostname() && isRunning(data.pid) ? data.url : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
