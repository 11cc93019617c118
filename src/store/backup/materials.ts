import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isErrno, isRunning } from '../running.ts';

/** Folders that a backup or a restore keeps in the materials' folder while it works begin with this. */
const scratchPrefix = '.plenum-';

/** The paths of all materials below the folder, in a fixed order; none when it does not exist. */
export async function listMaterials(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(folder, entry.parentPath), entry.name))
    .filter((path) => !path.startsWith(scratchPrefix))
    .sort();
}

/** A scratch folder beside the materials, on the same disk. What a killed run left of one is removed. */
export async function makeScratch(folder: string, purpose: 'backup' | 'restore'): Promise<string> {
  const mine = `${scratchPrefix}${purpose}-${process.pid}`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.startsWith(scratchPrefix) && (name === mine || !isRunning(Number(name.split('-').at(-1)))))
      await rm(join(folder, name), { recursive: true, force: true });
  }
  const scratch = join(folder, mine);
  await mkdir(scratch, { mode: 0o700 });
  return scratch;
}

/**
 * Gives every material a second name in `scratch`, so that it can be copied at leisure although it is deleted meanwhile.
 * Call it before and after the records' snapshot is taken: together they have whatever the snapshot speaks of. Materials
 * are never changed, only added and deleted.
 */
export async function linkMaterials(folder: string, scratch: string): Promise<void> {
  for (const path of await listMaterials(folder)) {
    const target = join(scratch, path);
    await mkdir(join(target, '..'), { recursive: true });
    // EEXIST: it has been linked before. ENOENT: it was deleted just now, with its record.
    await link(join(folder, path), target).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST') && !isErrno(error, 'ENOENT')) throw error;
    });
  }
}
