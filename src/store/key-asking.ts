import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { newId } from '../lib/ids.ts';
import { Seal } from '../lib/seal.ts';

/** What a node asks the others for that has no key to records that are sealed already. */
export interface WantedKey {
  /** The key's id, as `Seal` has it. */
  keyId: string;
  /** By which those who are asked find the secret in the records. */
  id: string;
  /** 256 bits, known to this node and to whoever can read the records while it asks. It is not to be said to anybody. */
  secret: Uint8Array;
  fits: (key: Uint8Array) => boolean;
}

/** Asks the other nodes. Resolves to undefined when nobody gave the key in time. */
export type AskForKey = (wanted: WantedKey) => Promise<Uint8Array | undefined>;

/** The key of the records, for other nodes that lack it (see cluster/key-line.ts). */
export interface KeyForNodes {
  /** Tells keys apart, and nothing of them. */
  readonly keyId: string;
  /** A copy of the key itself. It belongs in nothing that others can read. */
  key(): Uint8Array;
  /** The secret of a node that asks now; undefined when the records know of none. */
  secretOf(id: string): Promise<Uint8Array | undefined>;
}

/** Under which a node that asks leaves its secret: `<secret> <second since 1970 at which it is void>`. */
const askingSetting = 'records-key.asked.';
/** Seconds for which a secret counts if its node dies while it asks: longer than it waits for Redis and for an answer. */
const countsFor = 60;
/** Of a row under whatever key: only those of nodes that ask are read as such. */
const isOver = `case when key like '${askingSetting}%' then split_part(value, ' ', 2)::bigint < extract(epoch from now()) else false end`;

/**
 * Has the other nodes asked for the key with this id. The secret that proves to both ends that the other one has these
 * records is new each time and gone afterwards: neither Redis alone nor a copy of the records is enough to get the key.
 */
export async function fetchKey(
  client: pg.ClientBase,
  keyId: string,
  ask: AskForKey,
): Promise<Uint8Array | undefined> {
  const [id, secret] = [newId(), randomBytes(32)];
  await client.query(`delete from setting where ${isOver}`);
  await client.query(
    `insert into setting (key, value) values ($1, $2::text || ' ' || (extract(epoch from now())::bigint + $3::int))`,
    [askingSetting + id, secret.toString('base64'), countsFor],
  );
  try {
    return await ask({ keyId, id, secret, fits: (key) => isKeyOf(key, keyId) });
  } finally {
    await client.query('delete from setting where key = $1', [askingSetting + id]);
  }
}

/** The secret of a node that asks now; undefined when there is no such node. */
export async function secretOfAsking(
  queries: { query: pg.Pool['query'] },
  id: string,
): Promise<Uint8Array | undefined> {
  const { rows } = await queries.query<{ secret: string }>(
    `select split_part(value, ' ', 1) as secret from setting where key = $1 and not ${isOver}`,
    [askingSetting + id],
  );
  return rows[0] && Buffer.from(rows[0].secret, 'base64');
}

function isKeyOf(key: Uint8Array, keyId: string): boolean {
  try {
    return new Seal(key).id === keyId;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
