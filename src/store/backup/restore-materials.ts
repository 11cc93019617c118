import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StoreError } from '../store-error.ts';
import type { BackupFile } from './backup-file.ts';
import type { Manifest } from './manifest.ts';
import { listMaterials, makeScratch } from './materials.ts';
import { syncFolder } from './sync-folder.ts';

type Material = Manifest['materials'][number];

/** A backup's materials on their way to their folder: first all of them beside it, then, at once, into it. */
export class MaterialsRestore {
  readonly #folder: string;
  readonly #scratch: string;
  readonly #staged: readonly string[];
  readonly #surplus: readonly string[];

  private constructor(
    folder: string,
    scratch: string,
    staged: readonly string[],
    surplus: readonly string[],
  ) {
    this.#folder = folder;
    this.#scratch = scratch;
    this.#staged = staged;
    this.#surplus = surplus;
  }

  /**
   * Writes those that are not in the folder yet beside it. Without `replace` it throws StoreError when the folder has
   * others, or others under the same name.
   */
  static async stage(backup: BackupFile, folder: string, replace: boolean): Promise<MaterialsRestore> {
    const { materials } = backup.manifest;
    const wanted = new Set(materials.map(({ path }) => path));
    const there = await listMaterials(folder);
    const surplus = there.filter((path) => !wanted.has(path));
    const missing: Material[] = [];
    let different = 0;
    for (const material of materials) {
      if (await isSame(join(folder, material.path), material)) continue;
      missing.push(material);
      if (there.includes(material.path)) different += 1;
    }
    if (!replace && surplus.length + different > 0) {
      throw new StoreError(
        `There are other materials in ${folder} already (${surplus.length + different} files). ` +
          'Add --replace to throw them away and put those of the backup in their place.',
      );
    }
    const scratch = await makeScratch(folder, 'restore');
    const paths = missing.map(({ path }) => path);
    const restore = new MaterialsRestore(folder, scratch, paths, surplus);
    try {
      for (const path of paths) await write(backup.material(path), join(scratch, path));
    } catch (error) {
      await restore.discard();
      throw error;
    }
    return restore;
  }

  /** Puts them into the folder, and removes what is not of the backup. */
  async apply(): Promise<void> {
    for (const path of this.#surplus) await rm(join(this.#folder, path), { force: true });
    for (const path of this.#staged) {
      const target = join(this.#folder, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(join(this.#scratch, path), target);
      await syncFolder(dirname(target));
    }
    await this.discard();
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    await rm(this.#scratch, { recursive: true, force: true });
  }
}

async function isSame(path: string, { bytes, sha256 }: Material): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== bytes) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === sha256;
}

/** On disk when it resolves. */
async function write(contents: AsyncIterable<Buffer>, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(contents, createWriteStream(path, { mode: 0o600, flush: true }));
}
