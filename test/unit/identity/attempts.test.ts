import { asc } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pino } from 'pino';
import { Attempts, logged } from '../../../src/identity/attempts.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { wrongAttempt } from '../../../src/store/schema/index.ts';
import { freshStore } from '../../support/database.ts';

const rules = {
  free: 3,
  firstWait: 1_000,
  longestWait: 4_000,
  forgottenAfter: 60_000,
  most: 20,
  sweepEvery: 5,
};

let store: Awaited<ReturnType<typeof freshStore>>;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());
beforeEach(() => store.db.delete(wrongAttempt));
afterEach(() => vi.restoreAllMocks());

const wrong = () => Promise.resolve(undefined);
const right = () => Promise.resolve('in');

function setUp() {
  const clock = { time: 1_000_000, now: () => clock.time };
  const open = () => new Attempts(store, clock, rules);
  const attempts = open();
  /** A wrong attempt. Seconds to wait; 0 when it was let through. */
  const tryOnce = async (...keys: string[]): Promise<number> => waitOf(attempts.run(keys, wrong));
  return { clock, attempts, open, tryOnce };
}

async function waitOf(attempt: Promise<unknown>): Promise<number> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return 0;
  expect(error).toMatchObject({ code: 'too_many_attempts' });
  const details: unknown = error instanceof AppError ? error.details : undefined;
  return (details as { retryAfterSeconds: number }).retryAfterSeconds;
}

const rows = () => store.db.select().from(wrongAttempt).orderBy(asc(wrongAttempt.lastAt));

describe('wrong attempts', () => {
  it('cost nothing at first, then twice as long each time, up to the longest wait', async () => {
    const { clock, tryOnce } = setUp();
    for (let i = 0; i < rules.free; i += 1) expect(await tryOnce('person')).toBe(0);
    for (const wait of [1, 2, 4, 4]) {
      expect(await tryOnce('person')).toBe(wait);
      clock.time += wait * 1_000 - 1;
      expect(await tryOnce('person')).toBe(1);
      clock.time += 1;
      expect(await tryOnce('person')).toBe(0);
    }
  });

  it('at the same moment do not all pass, at first or later', async () => {
    const { clock, tryOnce } = setUp();
    const together = async () =>
      (await Promise.all(Array.from({ length: 100 }, () => tryOnce('person')))).filter((wait) => wait === 0);
    // Fewer when some were counted while others were still looking.
    const passed = (await together()).length;
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThanOrEqual(rules.free);
    for (let i = passed; i < rules.free; i += 1) expect(await tryOnce('person')).toBe(0);
    clock.time += 4_000;
    expect(await together()).toHaveLength(1);
    expect(await rows()).toMatchObject([{ wrong: rules.free + 1 }]);
  });

  it('of one person or device do not slow another', async () => {
    const { tryOnce } = setUp();
    for (let i = 0; i < 10; i++) await tryOnce('person', 'device');
    expect(await tryOnce('other', 'third')).toBe(0);
    expect(await tryOnce('other', 'device')).toBeGreaterThan(0);
    expect(await tryOnce('person', 'third')).toBeGreaterThan(0);
  });

  it('are forgotten with a right one, and after a while', async () => {
    const { clock, attempts, tryOnce } = setUp();
    const allFree = async () => [await tryOnce('person'), await tryOnce('person'), await tryOnce('person')];
    await tryOnce('person');
    await tryOnce('person');
    expect(await attempts.run(['person'], right)).toBe('in');
    expect(await rows()).toEqual([]);
    expect(await allFree()).toEqual([0, 0, 0]);
    clock.time += rules.forgottenAfter;
    expect(await allFree()).toEqual([0, 0, 0]);
  });

  it('are known after a restart, and on another node', async () => {
    const { clock, attempts, open, tryOnce } = setUp();
    for (let i = 0; i < rules.free; i += 1) await tryOnce('person');
    const other = open();
    expect(await waitOf(other.run(['person'], wrong))).toBe(1);
    clock.time += 1_000;
    expect(await waitOf(other.run(['person'], wrong))).toBe(0);
    expect(await waitOf(attempts.run(['person'], right))).toBe(2);
  });

  it('are neither right nor wrong when checking them failed', async () => {
    const { attempts, tryOnce } = setUp();
    const failing = () => Promise.reject(new Error('not now'));
    for (let i = 0; i < 10; i += 1)
      await expect(attempts.run(['person'], failing)).rejects.toThrow('not now');
    expect(await rows()).toEqual([]);
    expect(await tryOnce('person')).toBe(0);
  });

  it('are kept without what was typed', async () => {
    const { tryOnce } = setUp();
    await tryOnce('account:a password in the wrong field');
    expect((await rows()).map(({ key }) => key)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it('of names that nobody has take no more room than is set, and free nobody who is slowed', async () => {
    const { clock, tryOnce } = setUp();
    for (let i = 0; i < rules.free; i += 1) await tryOnce('person');
    for (let i = 0; i < 200; i += 1) {
      clock.time += 1;
      await tryOnce(`name ${i}`);
      expect((await rows()).length).toBeLessThanOrEqual(rules.most + rules.sweepEvery);
    }
    expect(await tryOnce('person')).toBe(1);
  });

  it('that are forgotten leave no row behind', async () => {
    const { clock, tryOnce } = setUp();
    for (let i = 0; i < 3; i += 1) await tryOnce(`name ${i}`);
    clock.time += rules.forgottenAfter;
    await tryOnce('person');
    expect(await rows()).toHaveLength(1);
  });
});

it('a right attempt writes nothing', async () => {
  const { attempts } = setUp();
  const writes = [vi.spyOn(store.db, 'insert'), vi.spyOn(store.db, 'update'), vi.spyOn(store.db, 'delete')];
  for (let i = 0; i < 20; i += 1) expect(await attempts.run(['person', 'device'], right)).toBe('in');
  for (const write of writes) expect(write).not.toHaveBeenCalled();
  await attempts.run(['person'], wrong);
  expect(writes[0]).toHaveBeenCalledTimes(1);
});

describe('the log', () => {
  it('says which account and device could not prove who they are, and nothing of one that could', async () => {
    const lines: unknown[] = [];
    const write = (line: string) => void lines.push(JSON.parse(line));
    const log = pino({}, { write }).child({ account: 'account-1', device: 'device-1' });
    await expect(logged(log, right())).resolves.toBe('in');
    expect(lines).toEqual([]);
    await expect(logged(log, wrong())).resolves.toBeUndefined();
    const tooMany = Promise.reject(new AppError('too_many_attempts'));
    await expect(logged(log, tooMany)).rejects.toMatchObject({ code: 'too_many_attempts' });
    expect(lines).toMatchObject([
      { level: 40, account: 'account-1', device: 'device-1', msg: 'somebody could not prove who they are' },
      { level: 40, account: 'account-1', device: 'device-1', code: 'too_many_attempts' },
    ]);
  });
});
