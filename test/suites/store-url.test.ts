import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { freshDatabase, quietLogger } from '../support/database.ts';
import {
  startDebianPostgres,
  temporaryDirectory,
  testRecordsKey,
  type ForeignPostgres,
} from '../support/postgres.ts';
import { storeSuite } from './store.ts';

let server: ForeignPostgres;

beforeAll(async () => {
  server = await startDebianPostgres();
});

afterAll(() => server.stop());

storeSuite("Debian's PostgreSQL", {
  directory: temporaryDirectory,
  database: () => freshDatabase(server.url),
});

describe('a PostgreSQL that database.url names', () => {
  it('serves several nodes that start at once, each with a data directory of its own', async () => {
    const database = await freshDatabase(server.url);
    const directories = await Promise.all([temporaryDirectory(), temporaryDirectory(), temporaryDirectory()]);
    const stores = await Promise.all(
      directories.map((dataDir) =>
        openStore({ dataDir, url: database.url, key: testRecordsKey, logger: quietLogger }),
      ),
    );
    for (const store of stores) await store.ping();
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
    for (const directory of directories) await rm(directory, { recursive: true });
  });

  it('says what to do when it cannot be reached', async () => {
    const dataDir = await temporaryDirectory();
    const opening = openStore({ dataDir, url: 'postgres://nobody@127.0.0.1:1/none', logger: quietLogger });
    await expect(opening).rejects.toThrow(
      /The records cannot be reached \(.*ECONNREFUSED.*\)\. Check database\.url/,
    );
    await rm(dataDir, { recursive: true });
  });
});
