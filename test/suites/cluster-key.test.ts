import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { createClient } from '@redis/client';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeyAsker } from '../../src/cluster/key-handover.ts';
import { askForKey, giveKey, type WantedKey } from '../../src/cluster/key-line.ts';
import { newId } from '../../src/lib/ids.ts';
import { Seal } from '../../src/lib/seal.ts';
import { openStore, type OpenStore, type StoreSettings } from '../../src/store/open.ts';
import { keyFile, readKey, writeKey } from '../../src/store/records-key.ts';
import { readyDatabase, quietLogger, type TestDatabase } from '../support/database.ts';
import { temporaryDirectory } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

// How a node gets the key of its records from another, over a real Redis and real records.

let redis: TestRedis;
let database: TestDatabase;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  [redis, database] = await Promise.all([startRedis(), readyDatabase()]);
  closing = [() => redis.close(), () => database.drop()];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

const line = () => ({ url: redis.url, log: quietLogger });

interface Opened {
  store: OpenStore;
  dataDir: string;
}

async function newDirectory(): Promise<string> {
  const dataDir = await temporaryDirectory();
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** A node with a data directory of its own, which gives the key on. */
async function open(more: Partial<StoreSettings> = {}): Promise<Opened> {
  const dataDir = more.dataDir ?? (await newDirectory());
  const store = await openStore({
    ...{ url: database.url, logger: quietLogger },
    askForKey: (wanted) => askForKey(line(), wanted),
    ...more,
    dataDir,
  });
  closing.push(() => store.close());
  if (store.keyForNodes) {
    const giving = await giveKey(line(), store.keyForNodes);
    closing.push(() => giving.close());
  }
  return { store, dataDir };
}

/** Everything that the records remember of the server itself. */
async function settings(): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ key: string; value: string }>('select key, value from setting');
  await client.end();
  return new Map(rows.map(({ key, value }) => [key, value]));
}

async function remember(key: string, value: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('insert into setting (key, value) values ($1, $2)', [key, value]);
  await client.end();
}

it('nodes that start at once on new records have one key, each on its own disk', async () => {
  const nodes = await Promise.all([open(), open(), open()]);
  const keys = await Promise.all(nodes.map(({ dataDir }) => readKey(dataDir)));
  expect(new Set(keys.map((key) => key?.toString('hex'))).size).toBe(1);
  const noted = await settings();
  expect(noted.get('records-key')).toBe(new Seal(keys[0] ?? Buffer.alloc(0)).id);
  for (const { store, dataDir } of nodes) {
    expect(store.seal.id).toBe(noted.get('records-key'));
    expect((await stat(keyFile(dataDir))).mode & 0o777).toBe(0o600);
  }
  // And with it the secrets, whoever asks for them first.
  const secrets = await Promise.all(nodes.map(({ store }) => store.secret('server-secret')));
  expect(new Set(secrets).size).toBe(1);
  // Nothing stays of the questions.
  expect([...noted.keys()].filter((key) => key.startsWith('records-key.'))).toEqual([]);
});

it('a node that has the key can start while another one asks for it', async () => {
  const first = await openStore({ dataDir: await newDirectory(), url: database.url, logger: quietLogger });
  const kept = await newDirectory();
  await writeKey(kept, first.keyForNodes?.key() ?? Buffer.alloc(0));
  await first.close();
  // All were off, and the one that lacks the key comes first.
  const { store } = await open({
    askForKey: async (wanted) => {
      await open({ dataDir: kept });
      return askForKey(line(), wanted);
    },
  });
  expect(store.seal.id).toBe(first.seal.id);
});

it('a node that has the key of its records, or a configured one, asks nobody', async () => {
  const { dataDir } = await open();
  const refuse = () => Promise.reject(new Error('nobody is to be asked'));
  const key = (await readKey(dataDir))?.toString('base64');
  const configured = await open({ key, askForKey: refuse });
  expect(await readKey(configured.dataDir)).toBeUndefined();
  // Nor does it give on what somebody has configured.
  expect(configured.store.keyForNodes).toBeUndefined();
  // A wrong one is not replaced.
  const wrong = randomBytes(32).toString('base64');
  await expect(open({ key: wrong, askForKey: refuse })).rejects.toThrow(/sealed with another key/);
});

it('a node that nobody gives the key says so, and keeps none', async () => {
  await open();
  const dataDir = await newDirectory();
  const opening = open({ dataDir, askForKey: () => Promise.resolve(undefined) });
  await expect(opening).rejects.toThrow(
    /start one first that has it in its data directory, or set records\.key/,
  );
  expect(await readKey(dataDir)).toBeUndefined();
});

it('numbers are not given up as long as a node has their key', async () => {
  const { store } = await open();
  const other = await open({ forgetNumbers: true });
  expect(other.store.seal.id).toBe(store.seal.id);
});

it('who has only Redis, or only a copy of the records, gets no answer', async () => {
  const { store } = await open();
  const { id: keyId } = store.seal;
  const client = createClient({ socket: { path: new URL(redis.url).pathname, tls: false }, RESP: 2 });
  await client.connect();
  const listening = client.duplicate();
  await listening.connect();
  closing.push(async () => {
    listening.destroy();
    client.destroy();
  });
  const answered = new Set<string>();
  await listening.pSubscribe(`plenum:records-key:${keyId}:*`, (said, channel) => {
    if (said !== '') answered.add(channel.slice(channel.lastIndexOf(':') + 1));
  });

  const second = Math.floor(Date.now() / 1_000);
  const known = { id: newId(), secret: randomBytes(32) };
  const guessed = { id: newId(), secret: randomBytes(32) };
  for (const { id, secret } of [known, guessed]) {
    await remember(`records-key.asked.${id}`, `${secret.toString('base64')} ${second + 60}`);
  }
  // From an old copy of the records: its time is over.
  const old = { id: newId(), secret: randomBytes(32) };
  await remember(`records-key.asked.${old.id}`, `${old.secret.toString('base64')} ${second - 1}`);
  const invented = { id: newId(), secret: randomBytes(32) };
  const wrong = { ...guessed, secret: randomBytes(32) };
  for (const asking of [invented, old, wrong]) {
    await client.publish(`plenum:records-key:${keyId}`, new KeyAsker(asking).request);
  }
  await client.publish(`plenum:records-key:${keyId}`, 'no question');
  // What asks by rights, after them, is answered.
  const wanted: WantedKey = { keyId, ...known, fits: (key) => new Seal(key).id === keyId };
  expect(await askForKey(line(), wanted)).toBeDefined();
  expect([...answered]).toEqual([known.id]);
});

it('a key that is not the one of the records is not taken, and the next that comes may be', async () => {
  const [right, wrong] = [randomBytes(32), randomBytes(32)];
  const { id: keyId } = new Seal(right);
  const asking = { id: newId(), secret: randomBytes(32) };
  // The one with the wrong key can read the records, too.
  const give = async (key: Uint8Array): Promise<void> => {
    const secretOf = () => Promise.resolve(asking.secret);
    const giving = await giveKey(line(), { keyId, key: () => key, secretOf });
    closing.push(() => giving.close());
  };
  await give(wrong);
  let refuse: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => (refuse = resolve));
  const given = askForKey(line(), {
    ...{ keyId, ...asking },
    fits: (key) => {
      const isRight = new Seal(key).id === keyId;
      if (!isRight) refuse();
      return isRight;
    },
  });
  await refused;
  await give(right);
  expect(Buffer.from((await given) ?? [])).toEqual(right);
});
