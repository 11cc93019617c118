import { createHash } from 'node:crypto';
import { StoreError } from '../store-error.ts';
import { manifestHashName, manifestName, manifestSchema, materialName, type Manifest } from './manifest.ts';
import { listTar, readTar, TarError, type TarEntry } from './tar.ts';

/** Longest manifest that is read into memory, in bytes: about 300,000 materials. */
const longestManifest = 64 * 1024 * 1024;

/** A backup whose every byte has been checked against its manifest. */
export class BackupFile {
  readonly path: string;
  readonly manifest: Manifest;
  readonly #entries: ReadonlyMap<string, TarEntry>;

  private constructor(path: string, manifest: Manifest, entries: ReadonlyMap<string, TarEntry>) {
    this.path = path;
    this.manifest = manifest;
    this.#entries = entries;
  }

  /** Reads the whole file once. Throws StoreError when it is damaged, incomplete or something else. */
  static async open(path: string): Promise<BackupFile> {
    try {
      const entries = new Map((await listTar(path)).map((entry) => [entry.name, entry]));
      const backup = new BackupFile(path, await readManifest(path, entries), entries);
      await backup.#check();
      return backup;
    } catch (error) {
      if (error instanceof TarError) throw unusable(path, error.message);
      if (error instanceof Error && 'code' in error) {
        throw new StoreError(`The backup ${path} cannot be read (${error.message}).`, { cause: error });
      }
      throw error;
    }
  }

  /** A table's rows as PostgreSQL's COPY takes them. */
  async *rows(table: Manifest['tables'][number]): AsyncGenerator<Buffer> {
    for (const { name } of table.parts) yield* readTar(this.path, this.#entry(name));
  }

  material(path: string): AsyncIterable<Buffer> {
    return readTar(this.path, this.#entry(materialName(path)));
  }

  #entry(name: string): TarEntry {
    const entry = this.#entries.get(name);
    if (!entry) throw unusable(this.path, `${name} is missing in it`);
    return entry;
  }

  async #check(): Promise<void> {
    const { tables, materials } = this.manifest;
    const wanted = [
      ...tables.flatMap(({ parts }) => parts),
      ...materials.map((material) => ({ ...material, name: materialName(material.path) })),
    ];
    for (const { name, bytes, sha256 } of wanted) {
      const entry = this.#entry(name);
      const sound = entry.size === bytes && (await hashOf(readTar(this.path, entry))) === sha256;
      if (!sound) throw unusable(this.path, `${name} in it is not what was written`);
    }
  }
}

async function readManifest(path: string, entries: ReadonlyMap<string, TarEntry>): Promise<Manifest> {
  const entry = entries.get(manifestName);
  const seal = entries.get(manifestHashName);
  if (!entry || !seal || entry.size > longestManifest) throw unusable(path, 'it is not a backup of Plenum');
  const text = await textOf(path, entry);
  const [sha256] = (await textOf(path, seal)).split(' ');
  if ((await hashOf([Buffer.from(text)])) !== sha256)
    throw unusable(path, 'its manifest is not what was written');
  const manifest = manifestSchema.safeParse(parseJson(text));
  // Sound, and yet not understood: of a later version, which may say more.
  if (!manifest.success)
    throw unusable(path, 'it was made by another version of Plenum, in a form that this one cannot read');
  return manifest.data;
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function textOf(path: string, entry: TarEntry): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readTar(path, entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function hashOf(contents: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of contents) hash.update(chunk);
  return hash.digest('hex');
}

function unusable(path: string, why: string): StoreError {
  return new StoreError(`The backup ${path} cannot be used: ${why}.`);
}
