import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { maskedNumber, numberIndex, Seal, sealKeyBytes } from '../lib/seal.ts';
import { syncFolder } from './backup/sync-folder.ts';
import { rewriteTable } from './rewriting.ts';
import { forgetSecrets } from './secrets.ts';
import { StoreError } from './store-error.ts';

/** Under which the records remember what they were sealed with: the key's id, which tells nothing of the key. */
const keySetting = 'records-key';
/** Rows that are sealed in one transaction: well below a second. */
const rowsAtOnce = 500;

/** The file of the key in a data directory, in base64. It is in no backup. */
export function keyFile(dataDir: string): string {
  return join(dataDir, 'records.key');
}

/** A key as text. Throws StoreError for what is none. */
export function parseKey(text: string, where: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== sealKeyBytes)
    throw new StoreError(`${where} is no key: it has to be ${sealKeyBytes} bytes in base64.`);
  return key;
}

/** The key in the data directory; undefined when there is none yet. */
export async function readKey(dataDir: string): Promise<Buffer | undefined> {
  const text = await readFile(keyFile(dataDir), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new StoreError(`${keyFile(dataDir)} cannot be read.`, { cause: error });
  });
  return text === undefined ? undefined : parseKey(text, keyFile(dataDir));
}

/** Keeps a key in the data directory, on disk when it resolves, for this user alone. There must be none yet. */
export async function writeKey(dataDir: string, key: Uint8Array): Promise<void> {
  const file = await open(keyFile(dataDir), 'wx', 0o600);
  try {
    await file.writeFile(`${Buffer.from(key).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dataDir);
}

/** The key of the records: which one is settled when the records are open and agree with it. */
export class RecordsKey {
  readonly #dataDir: string;
  #key: Uint8Array;
  #seal: Seal;
  #from: 'configuration' | 'directory' | 'nowhere';

  private constructor(dataDir: string, key: Uint8Array, from: 'configuration' | 'directory' | 'nowhere') {
    this.#dataDir = dataDir;
    this.#key = key;
    this.#seal = new Seal(key);
    this.#from = from;
  }

  /** The configured key, else the one in the data directory, else a new one. */
  static async find(dataDir: string, configured: string | undefined): Promise<RecordsKey> {
    if (configured !== undefined) {
      return new RecordsKey(dataDir, parseKey(configured, 'records.key'), 'configuration');
    }
    const kept = await readKey(dataDir);
    return kept
      ? new RecordsKey(dataDir, kept, 'directory')
      : new RecordsKey(dataDir, randomBytes(sealKeyBytes), 'nowhere');
  }

  get seal(): Seal {
    return this.#seal;
  }

  get bytes(): Uint8Array {
    return this.#key;
  }

  get isConfigured(): boolean {
    return this.#from === 'configuration';
  }

  /** Whether nobody has this key yet, so that another one may take its place. */
  get isNew(): boolean {
    return this.#from === 'nowhere';
  }

  /** Another node's key instead of a new one. */
  take(key: Uint8Array): void {
    if (!this.isNew) throw new Error('there is a key that must not be replaced');
    this.#key = key;
    this.#seal = new Seal(key);
  }

  /** Keeps the key where it was not kept yet. */
  async keep(): Promise<void> {
    if (!this.isNew) return;
    await writeKey(this.#dataDir, this.#key);
    this.#from = 'directory';
  }
}

/** The id of the key that the records are sealed with; undefined when they are not sealed with any yet. */
export async function notedKey(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ value: string }>('select value from setting where key = $1', [
    keySetting,
  ]);
  return rows[0]?.value;
}

/**
 * Makes sure that the records are sealed with this key, and notes it when they are not sealed with any yet. Throws StoreError when
 * it is another one. With `forget` they take the new key, and what the old one sealed is given up: numbers become stand-ins, and
 * the server gets new secrets.
 */
export async function agreeOnKey(
  client: pg.ClientBase,
  key: RecordsKey,
  { dataDir, forget, asked }: { dataDir: string; forget: boolean; asked: boolean },
): Promise<void> {
  const { seal } = key;
  let known = await notedKey(client);
  if (known !== undefined && known !== seal.id && forget) {
    await forgetNumbers(client, seal);
    known = seal.id;
  }
  if (known === undefined) {
    // Before the note: a key that is noted is on disk.
    await key.keep();
    await client.query('insert into setting (key, value) values ($1, $2) on conflict do nothing', [
      keySetting,
      seal.id,
    ]);
    known = await notedKey(client);
  } else if (known === seal.id) await key.keep();
  if (known === seal.id) return;
  throw new StoreError(
    `The trainees' numbers and the server's secrets in these records were sealed with another key than this one. Put the file that the old data ` +
      `directory had back to ${keyFile(dataDir)}, or set records.key (PLENUM_RECORDS_KEY) to the key, the same on every node. ` +
      (asked
        ? 'No other node has given this one the key: start one first that has it in its data directory, or set records.key as there. '
        : '') +
      `Only if it is lost for good: start once with PLENUM_RECORDS_FORGET_NUMBERS=true, which gives everybody a stand-in ` +
      `instead of the number, and ends all links.`,
  );
}

/** Seals what versions before have kept in plain, in batches, so that a start that is cut off goes on where it was. */
export async function sealNumbers(
  client: pg.ClientBase,
  seal: Seal,
  logger: Pick<Logger, 'warn'>,
): Promise<number> {
  let sealed = 0;
  for (;;) {
    const { rows } = await client.query<{ id: string; course: string; number: string }>(
      'select id, course_id as course, number from trainee where number is not null limit $1',
      [rowsAtOnce],
    );
    if (rows.length === 0) break;
    await client.query(
      `update trainee set number = null, number_sealed = sealed.text, number_index = sealed.index
       from unnest($1::text[], $2::bytea[], $3::text[]) as sealed (id, text, index) where trainee.id = sealed.id`,
      [
        rows.map(({ id }) => id),
        rows.map(({ number }) => seal.seal(number)),
        rows.map(({ course, number }) => seal.index(numberIndex(course, number))),
      ],
    );
    sealed += rows.length;
  }
  if (sealed > 0) await removeTraces(client, logger);
  return sealed;
}

/** What else said the numbers in plain, and what the tables still hold of rows that are gone. */
async function removeTraces(client: pg.ClientBase, logger: Pick<Logger, 'warn'>): Promise<void> {
  for (const state of ['before', 'after']) {
    await client.query(
      `update audit set ${state} = jsonb_set(${state}, '{number}', to_jsonb($1 || right(${state} ->> 'number', 2)))
       where action like 'trainee.%' and ${state} ->> 'number' is not null`,
      [maskedNumber('')],
    );
  }
  // Files that wait to be confirmed; they are read again.
  await client.query(`delete from roster_import where kind = 'trainees'`);
  for (const table of ['trainee', 'roster_import_row']) await rewriteTable(client, table, logger);
}

async function forgetNumbers(client: pg.ClientBase, seal: Seal): Promise<void> {
  const { rows } = await client.query<{ id: string }>('select id from trainee');
  await client.query('begin');
  // Sealed again at once, by `sealNumbers`.
  await client.query(
    `update trainee set number = '?' || left(id, 8), number_sealed = ''::bytea, number_index = null`,
  );
  // Nobody can compare a code with them any more: whoever had one signs in with the password alone, and sets it up again.
  await client.query('delete from recovery_code');
  await client.query('delete from second_factor');
  await client.query(
    `insert into audit (action, record_id, after) values ('records.numbersForgotten', 'records', $1)`,
    [{ trainees: rows.length }],
  );
  await forgetSecrets(client);
  await client.query('update setting set value = $2 where key = $1', [keySetting, seal.id]);
  await client.query('commit');
}
