import { mkdir, open, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that uploads leave free on the disk: the records live there too. */
const reserve = 512 * 1024 * 1024;

/** The folder of materials, outside of everything that is served by name: files under random names. */
export class Vault {
  /** Where uploads grow. */
  readonly incoming: string;
  readonly #files: string;

  private constructor(dataDir: string) {
    this.incoming = join(dataDir, 'uploads');
    this.#files = join(dataDir, 'materials');
  }

  /** Backups take the materials as they are: what still grows stands beside them, on the same disk. */
  static async open(dataDir: string): Promise<Vault> {
    const vault = new Vault(dataDir);
    for (const folder of [vault.incoming, vault.#files])
      await mkdir(folder, { recursive: true, mode: 0o700 });
    return vault;
  }

  /** The path of a file by its random name. */
  pathOf(storedAs: string): string {
    return join(this.#files, storedAs);
  }

  /** The path of an upload that is not complete. */
  incomingPath(uploadId: string): string {
    return join(this.incoming, uploadId);
  }

  async hasRoomFor(bytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#files);
    return bavail * bsize >= bytes + reserve;
  }

  /** Moves a complete upload to its place. It survives a power cut once this has resolved. */
  async keep(uploadId: string, storedAs: string): Promise<void> {
    await sync(this.incomingPath(uploadId));
    await rename(this.incomingPath(uploadId), this.pathOf(storedAs));
    await sync(this.#files);
  }

  /** Puts a small file there that the server itself made. */
  async write(storedAs: string, content: Uint8Array): Promise<void> {
    await writeFile(this.pathOf(storedAs), content, { flag: 'wx', mode: 0o600 });
    await sync(this.pathOf(storedAs));
    await sync(this.#files);
  }

  /** Whether a complete file of that name is there. */
  async has(storedAs: string): Promise<boolean> {
    return stat(this.pathOf(storedAs)).then(
      () => true,
      () => false,
    );
  }

  /** What is not there is gone already. */
  async remove(storedAs: string): Promise<void> {
    await rm(this.pathOf(storedAs), { force: true });
  }

  /** Removes an unfinished upload, with what tus noted about it. */
  async removeIncoming(uploadId: string): Promise<void> {
    await rm(this.incomingPath(uploadId), { force: true });
    await rm(`${this.incomingPath(uploadId)}.json`, { force: true });
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
