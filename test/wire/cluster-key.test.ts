import { rm, stat } from 'node:fs/promises';
import { createClient } from '@redis/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { traineeRecord } from '../../src/contract/records.ts';
import { keyFile, readKey } from '../../src/store/records-key.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { over } from '../support/cluster-member.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { temporaryDirectory } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';
import { runServer } from '../support/server.ts';

// Nodes with nothing configured but where the records and Redis are: what one seals another reads.

const number = '0042示例7731';

let cluster: TestCluster;
let demo: Demo;
/** Everything that went through Redis, whatever the channel. */
const published: Buffer[] = [];
let stopListening: () => void;
/** What becomes of a node on the same records that reaches no other. It takes its time, so it starts beside the rest. */
let alone: ReturnType<typeof startAlone>;

beforeAll(async () => {
  cluster = await startCluster(1);
  const listener = createClient({
    socket: { path: new URL(cluster.redis.url).pathname, tls: false },
    RESP: 2,
  });
  await listener.connect();
  await listener.pSubscribe('*', (frame) => published.push(frame), true);
  stopListening = () => listener.destroy();
  demo = await makeDemo({ url: cluster.node(0).url, organiserLink: cluster.organiserLink });
  const trainee = { name: '示例学员', number, unit: '示例单位', branchId: null, port: true };
  const added = await demo.organiser.request('POST', `/api/courses/${demo.courseId}/trainees`, trainee);
  expect(added.status).toBe(200);
  alone = startAlone();
});
afterAll(async () => {
  await alone;
  stopListening();
  await cluster.close();
});

async function startAlone(): Promise<{ code: number | null; output: string; key: Buffer | undefined }> {
  const [redis, dataDir] = await Promise.all([startRedis(), temporaryDirectory()]);
  try {
    const { settings } = cluster.node(0);
    const env = { ...settings, PLENUM_DATA_DIR: dataDir, PLENUM_REDIS_URL: redis.url };
    return { ...(await runServer(env)), key: await readKey(dataDir) };
  } finally {
    await redis.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The numbers that the second node finds for it. */
async function foundOverSecond(): Promise<string[]> {
  const asked = await over(cluster.node(1), demo.organiser).request(
    'GET',
    `/api/courses/${demo.courseId}/trainees?text=${encodeURIComponent(number)}`,
  );
  const { trainees } = z.object({ trainees: z.array(traineeRecord) }).parse(await asked.json());
  return trainees.map((one) => one.number);
}

it('a second node gets the key and nobody can overhear it', async () => {
  await cluster.add();
  const [first, second] = [cluster.node(0), cluster.node(1)];
  const key = await readKey(first.dataDir);
  if (!key) throw new Error('the first node has kept no key');
  expect(await readKey(second.dataDir)).toEqual(key);
  expect((await stat(keyFile(second.dataDir))).mode & 0o777).toBe(0o600);

  const all = Buffer.concat(published);
  expect(all.includes('"proof"')).toBe(true);
  expect(all.includes('"sealed"')).toBe(true);
  expect(all.includes(key)).toBe(false);
  for (const form of ['hex', 'base64', 'base64url'] as const) {
    const text = key.toString(form).replace(/=+$/, '');
    expect(all.toString('latin1').toLowerCase()).not.toContain(text.toLowerCase());
  }
  const output = first.output() + second.output();
  expect(output).not.toContain(key.toString('base64'));

  // The course goes to the second node when the first one ends, which opens by itself what the first has sealed.
  expect(await first.stop()).toBe(0);
  expect(await foundOverSecond()).toEqual([number]);
});

it('a node starts again with what it has kept, though nobody is there to ask', async () => {
  await cluster.node(1).stop();
  await cluster.node(1).start();
  expect(await foundOverSecond()).toEqual([number]);
});

it('a node that reaches no other says what to do', async () => {
  const { code, output, key } = await alone;
  expect(code).toBe(1);
  expect(output).toContain('start one first that has it in its data directory, or set records.key as there');
  expect(key).toBeUndefined();
});
