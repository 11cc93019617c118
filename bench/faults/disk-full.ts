import pg from 'pg';
import type { Fault, FaultContext } from './fault.ts';
import { Disk } from './support/disk.ts';
import { checkDurable, withRecords } from './support/records.ts';
import { troubleWithRecords } from './support/records-trouble.ts';
import { RunningClass } from './support/running-class.ts';

const DISK_MEGABYTES = 400;
/** Bytes that the database has in hand and would go on with for hours: they are used up. */
const IN_HAND = 64 * 1_048_576;

/** Writes into the database until it says itself that the disk is full. */
async function useUp(dataDir: string): Promise<void> {
  try {
    await withRecords(dataDir, async (client) => {
      await client.query('create table if not exists ballast (content text)');
      for (let written = 0; written < IN_HAND; written += 1_048_576) {
        // Random, so that nothing of it is compressed away.
        await client.query(
          `insert into ballast select string_agg(md5(random()::text), '') from generate_series(1, 32768)`,
        );
      }
    });
  } catch (error) {
    // 53100 is disk_full; a write-ahead log that cannot grow ends the database and with it the connection.
    const isFull = error instanceof pg.DatabaseError && error.code === '53100';
    const isCut = error instanceof Error && /terminated|ECONNRESET|closed|shutting down/i.test(error.message);
    if (isFull || isCut) return;
    throw error;
  }
  throw new Error('the disk did not fill');
}

/** The filler is no part of what is tested: without it the next round has as much room as the first. */
async function forget(dataDir: string): Promise<void> {
  // The database may still be on its way back: then the next round begins with less room.
  await withRecords(dataDir, (client) => client.query('drop table if exists ballast')).catch(() => undefined);
}

async function run(context: FaultContext): Promise<void> {
  const disk = new Disk(DISK_MEGABYTES);
  try {
    const all = await RunningClass.start({ ...context.sizes, dataDir: disk.folder });
    try {
      await checkDurable(disk.folder);
      await troubleWithRecords(context, all, {
        begin: async () => {
          disk.fill();
          await useUp(disk.folder);
        },
        end: async () => {
          disk.free();
          await forget(disk.folder);
        },
      });
    } finally {
      await all.close();
    }
  } finally {
    disk.remove();
  }
}

export const diskFull: Fault = {
  summary:
    'the disk of the records is full: nothing is acknowledged that is not on record, the class goes on, and it recovers without a restart',
  missing: () => Disk.missing(),
  run,
};
