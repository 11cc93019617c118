import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Imports } from '../../../../src/course/import/imports.ts';
import { RosterReader, type ReadingLimits } from '../../../../src/course/import/reader.ts';
import { systemClock } from '../../../../src/lib/clock.ts';
import { newId } from '../../../../src/lib/ids.ts';
import { course, rosterImport, rosterImportRow } from '../../../../src/store/schema/index.ts';
import { freshStore } from '../../../support/database.ts';
import { csv, workbookParts, xmlRow, zip } from '../../../support/roster-files.ts';

// Files that are small to send and dear to read. The limits are lower than the server's, so that it does not take half a
// minute to reach them; the thread that has to be ended is the real one.

const courseId = newId();
let store: Awaited<ReturnType<typeof freshStore>>;

/** Where this process puts its temporary files. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-limits-'));
  store = await freshStore();
  vi.stubEnv('TMPDIR', folder);
  await store.db.insert(course).values({ id: courseId, name: '示例导入班' });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  await store.close();
});

const megabyte = 1024 * 1024;
const roomy = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 };
const heading = xmlRow(1, ['学号', '姓名']);

/** Many megabytes of marks that mean nothing, which pack into some kilobytes: seconds of parsing. */
function endless(): Buffer {
  return zip(workbookParts(`${heading}<row r="2">${'<x/>'.repeat((80 * megabyte) / 4)}</row>`));
}

/** Texts that cells might name: all of them have to be kept until the last row is read. */
function hoarding(): Buffer {
  const texts = Array.from({ length: 400_000 }, (_, index) => `<si><t>${index}${'x'.repeat(100)}</t></si>`);
  const content = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${texts.join('')}</sst>`;
  return zip([...workbookParts(heading), { name: 'xl/sharedStrings.xml', content }]);
}

interface Outcome {
  error: unknown;
  /** Milliseconds from the first byte to the answer. */
  took: number;
  /** The longest that this thread could do nothing else, in milliseconds. */
  held: number;
}

async function bring(imports: Imports, file: Buffer): Promise<Outcome> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const since = performance.now();
  const wanted = { courseId, sessionId: 'session', kind: 'trainees' as const, fileName: '名单.xlsx' };
  const error = await imports.read(wanted, Readable.from([file])).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  delay.disable();
  return { error, took: performance.now() - since, held: delay.max / 1e6 };
}

/** Reads a hostile file and then an honest one with the same reader. */
async function refusalOf(limits: ReadingLimits, file: Buffer): Promise<Outcome> {
  const imports = new Imports(
    store,
    systemClock,
    () => Promise.resolve(() => undefined),
    new RosterReader(limits),
  );
  try {
    const refused = await bring(imports, file);
    expect(await store.db.select().from(rosterImport)).toEqual([]);
    expect(await store.db.select().from(rosterImportRow)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    const honest = Buffer.from(
      csv([
        ['学号', '姓名', '个人端口'],
        ['0001', '示例学员 0001', '是'],
      ]),
    );
    expect((await bring(imports, honest)).error).toBeUndefined();
    return refused;
  } finally {
    await imports.close();
    await store.db.delete(rosterImport);
  }
}

describe('a file that costs too much to read', () => {
  it('is given up in time, with nothing written, while the server does its work', async () => {
    const within = 1_500;
    const { error, took, held } = await refusalOf({ within, memory: roomy }, endless());
    expect(error).toMatchObject({ code: 'import_refused', details: { reason: 'took_too_long' } });
    expect(took).toBeGreaterThan(within);
    expect(took).toBeLessThan(2 * within + 3_000);
    // The thread's work in ours would be one pause of the whole time.
    expect(held).toBeLessThan(within / 4);
  });

  it('is given up when it fills the memory, with nothing written, while the server does its work', async () => {
    const memory = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 };
    const { error, took, held } = await refusalOf({ within: 60_000, memory }, hoarding());
    expect(error).toMatchObject({
      code: 'import_refused',
      details: { reason: 'unpacks_too_large' },
      cause: { cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } },
    });
    expect(took).toBeGreaterThan(200);
    expect(held).toBeLessThan(Math.max(250, took / 4));
  });
});
