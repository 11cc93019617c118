import { createHash, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { UnopenableError, type Seal } from '../lib/seal.ts';
import { secretNames, type DerivedFrom, type Queries, type SecretName } from './port.ts';
import { rewriteTable } from './rewriting.ts';
import { setting } from './schema/server.ts';
import { StoreError } from './store-error.ts';

/** What a sealed secret begins with. Versions before kept them in base64url, which has no colon. */
const sealedMark = 'sealed:';

/**
 * The secret with this name, 256 bits in base64url: made by whoever asks first, the same on every node and after every restart.
 * The records have it sealed with a key that is not in them. Throws StoreError when it was sealed with another one.
 */
export async function keptSecret(queries: Queries, seal: Seal, name: SecretName): Promise<string> {
  const value = sealedSecret(seal, name, randomBytes(32).toString('base64url'));
  await queries.insert(setting).values({ key: name, value }).onConflictDoNothing();
  const [row] = await queries.select().from(setting).where(eq(setting.key, name));
  if (!row) throw new Error(`the setting ${name} was not kept`);
  return openedSecret(seal, name, row.value);
}

/**
 * Seals what versions before have kept in plain; the secrets stay the same, and with them links, devices and calendars. Returns how
 * many there were.
 */
export async function sealSecrets(
  client: pg.ClientBase,
  seal: Seal,
  logger: Pick<Logger, 'warn'>,
): Promise<number> {
  const { rows } = await client.query<{ name: SecretName; value: string }>(
    `select key as name, value from setting where key = any($1) and value not like '${sealedMark}%'`,
    [secretNames],
  );
  for (const { name, value } of rows) {
    await client.query('update setting set value = $3 where key = $1 and value = $2', [
      name,
      value,
      sealedSecret(seal, name, value),
    ]);
  }
  // A row that was changed lies in the table's file until it is written anew.
  if (rows.length > 0) await rewriteTable(client, 'setting', logger);
  return rows.length;
}

/** Gives up secrets whose key is lost: new ones are made when they are asked for. */
export async function forgetSecrets(client: pg.ClientBase): Promise<void> {
  await client.query(`delete from setting where key = any($1) and value like '${sealedMark}%'`, [
    secretNames,
  ]);
}

/** As `Store.settleDerived` says. */
export async function settleDerived(
  queries: Queries,
  name: string,
  { secret, rules }: DerivedFrom,
  again: () => Promise<void>,
): Promise<void> {
  const key = `derived.${name}`;
  // One way: 256 random bits are not found by their hash.
  const value = createHash('sha256').update(`${key} ${rules} ${secret}`).digest('hex');
  const [known] = await queries.select().from(setting).where(eq(setting.key, key));
  if (known?.value === value) return;
  await again();
  await queries
    .insert(setting)
    .values({ key, value })
    .onConflictDoUpdate({ target: setting.key, set: { value } });
}

/** With its name, so that nothing else that was sealed with this key can stand in its place. */
function sealedSecret(seal: Seal, name: SecretName, secret: string): string {
  return sealedMark + seal.seal(`${name} ${secret}`).toString('base64');
}

function openedSecret(seal: Seal, name: SecretName, value: string): string {
  const wrong = `The server's secret "${name}" in these records cannot be opened with the key of the records.`;
  if (!value.startsWith(sealedMark)) throw new StoreError(wrong);
  try {
    const text = seal.open(Buffer.from(value.slice(sealedMark.length), 'base64'));
    if (text.startsWith(`${name} `)) return text.slice(name.length + 1);
    throw new StoreError(wrong);
  } catch (error) {
    if (error instanceof UnopenableError) throw new StoreError(wrong, { cause: error });
    throw error;
  }
}
