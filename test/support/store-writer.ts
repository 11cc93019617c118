/**
 * A process of its own for the store's suite: opens the store and adds rows without pause until it is killed. Each line on
 * stdout names a row that the store has acknowledged. Arguments: data directory, and optionally a database's address.
 */
import { createLogger } from '../../src/lib/logger.ts';
import { testRecordsKey } from './postgres.ts';
import { openStore } from '../../src/store/open.ts';
import { setting } from '../../src/store/schema/index.ts';

const [, , dataDir, url] = process.argv;
if (dataDir === undefined) throw new Error('usage: store-writer DATA-DIRECTORY [URL]');

const store = await openStore({
  dataDir,
  url,
  key: testRecordsKey,
  logger: createLogger({ level: 'silent', pretty: false }),
});
for (let number = 1; ; number += 1) {
  const key = `${process.pid}-${number}`;
  await store.db.insert(setting).values({ key, value: 'written' });
  process.stdout.write(`${key}\n`);
}
