import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { applicationName } from '../directory-lock.ts';
import { appliedMigrations } from '../migrate.ts';
import { refusedBy, StoreError } from '../store-error.ts';
import { columnList, listSequences, listTables, qualified, type TableShape } from './catalogue.ts';
import { CopyOut } from './copy.ts';
import { manifestHashName, manifestName, materialName, partName, type Manifest } from './manifest.ts';
import { linkMaterials, listMaterials, makeScratch } from './materials.ts';
import { syncFolder } from './sync-folder.ts';
import { readRange, TarWriter } from './tar.ts';

/** Rows are collected in memory up to this many bytes, because an archive wants to know a file's size before its contents. */
const partSize = 4 * 1024 * 1024;

export interface BackupSource {
  connection: pg.ClientConfig;
  /** The folder of the materials; it need not exist. */
  materialsDir: string;
  /** The key of the records, in base64, when it is to be in the backup, too. */
  recordsKey?: string | undefined;
}

/**
 * Writes a consistent copy of records and materials into a new file, while others work with them. Resolves to what it
 * holds once it is complete and on disk; until then the file does not exist. Throws StoreError when it exists already,
 * and when PostgreSQL refuses something or ends meanwhile.
 */
export async function writeBackup(source: BackupSource, path: string): Promise<Manifest> {
  if ((await stat(path).catch(() => undefined)) !== undefined) {
    throw new StoreError(`${path} exists already. Choose another name for the backup.`);
  }
  const draft = `${path}.${randomBytes(4).toString('hex')}.partial`;
  // Names and telephone numbers are in it, and what opens sessions to who can try 256 bits; with the key, everything.
  const file = await open(draft, 'wx', 0o600).catch((error: unknown) => {
    throw new StoreError(`${dirname(path)} cannot be written (${messageOf(error)}).`, { cause: error });
  });
  try {
    const manifest = await fill(new TarWriter(file), source);
    await rename(draft, path);
    await syncFolder(dirname(path));
    return manifest;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function fill(
  archive: TarWriter,
  { connection, materialsDir, recordsKey }: BackupSource,
): Promise<Manifest> {
  const hasMaterials = (await stat(materialsDir).catch(() => undefined)) !== undefined;
  const scratch = hasMaterials ? await makeScratch(materialsDir, 'backup') : undefined;
  try {
    const link = async (): Promise<void> => {
      if (scratch !== undefined) await linkMaterials(materialsDir, scratch);
    };
    await link();
    const records = await copyRecords(archive, connection, link);
    const materials = scratch === undefined ? [] : await copyMaterials(archive, scratch);
    const manifest: Manifest = { format: 'plenum-backup', version: 1, ...records, materials };
    if (recordsKey !== undefined) manifest.recordsKey = recordsKey;
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    const { sha256 } = await archive.add(manifestName, text.length, [text]);
    const seal = Buffer.from(`${sha256}  ${manifestName}\n`);
    await archive.add(manifestHashName, seal.length, [seal]);
    await archive.end();
    return manifest;
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

type Records = Omit<Manifest, 'format' | 'version' | 'materials'>;

/** Copies every table as it is at one moment. `onSnapshot` runs just after that moment. */
async function copyRecords(
  archive: TarWriter,
  connection: pg.ClientConfig,
  onSnapshot: () => Promise<void>,
): Promise<Records> {
  const client = new pg.Client({ ...connection, application_name: applicationName });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    await settle(client);
    // The first statement of a transaction of this kind chooses the moment.
    const { rows } = await client.query<{ now: Date; postgres: number }>(
      `select now() as now, current_setting('server_version_num')::int / 10000 as postgres`,
    );
    await onSnapshot();
    const migrations = await appliedMigrations(client);
    if (migrations.length === 0 || rows[0] === undefined)
      throw new StoreError('There are no records to back up yet.');
    const shapes = await listTables(client);
    // From here on no migration can change them.
    await client.query(
      `lock table ${shapes.map(({ name }) => qualified(name)).join(', ')} in access share mode`,
    );
    const tables: Manifest['tables'] = [];
    for (const shape of shapes) tables.push(await copyTable(archive, client, shape));
    const sequences = await readSequences(client);
    await client.query('commit');
    return { takenAt: rows[0].now.toISOString(), postgres: rows[0].postgres, migrations, tables, sequences };
  } catch (error) {
    throw refusedBy(error);
  } finally {
    await client.end();
  }
}

/** What values look like, and how long it may take, is not left to the server's settings. */
async function settle(client: pg.Client): Promise<void> {
  await client.query(
    `set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
     set local bytea_output = 'hex'; set local extra_float_digits = 1; set local row_security = off;
     set local statement_timeout = 0; set local lock_timeout = 0;
     set local idle_in_transaction_session_timeout = 0`,
  );
}

async function copyTable(
  archive: TarWriter,
  client: pg.Client,
  { name, columns }: TableShape,
): Promise<Manifest['tables'][number]> {
  const rows = client.query(new CopyOut(`copy ${qualified(name)} (${columnList(columns)}) to stdout`));
  const parts: Manifest['tables'][number]['parts'] = [];
  let collected: Buffer[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const part = partName(name, parts.length + 1);
    parts.push({ name: part, ...(await archive.add(part, bytes, collected)) });
    collected = [];
    bytes = 0;
  };
  const chunks: AsyncIterable<Buffer> = rows;
  for await (const chunk of chunks) {
    collected.push(chunk);
    bytes += chunk.length;
    if (bytes >= partSize) await flush();
  }
  if (bytes > 0) await flush();
  return { name, columns, rows: rows.rows, parts };
}

/** Sequences know no snapshot: read after the tables, they are at least as far as the rows need. */
async function readSequences(client: pg.Client): Promise<Manifest['sequences']> {
  const sequences: Manifest['sequences'] = [];
  for (const name of await listSequences(client)) {
    const { rows } = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${qualified(name)}`,
    );
    if (rows[0]) sequences.push({ name, ...rows[0] });
  }
  return sequences;
}

async function copyMaterials(archive: TarWriter, folder: string): Promise<Manifest['materials']> {
  const materials: Manifest['materials'] = [];
  for (const path of await listMaterials(folder)) {
    // An upload that is under way may grow meanwhile: the size of this moment counts.
    const { size } = await stat(join(folder, path));
    const stored = await archive.add(materialName(path), size, readRange(join(folder, path), 0, size));
    materials.push({ path, ...stored });
  }
  return materials;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
