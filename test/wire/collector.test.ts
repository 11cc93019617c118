import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

// V8 says of each mark of all memory when the next one is due. A module that is loaded into the server asks for that.

const traced = `
const { setFlagsFromString } = require('node:v8');
setFlagsFromString('--trace-gc-verbose');
setFlagsFromString('--expose-gc');
setInterval(require('node:vm').runInNewContext('gc'), 500).unref();
`;

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-collector-'));
  const module = join(folder, 'traced.cjs');
  await writeFile(module, traced);
  server = await startServer({ env: { NODE_OPTIONS: `--require ${module}` } });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

it('a running server marks all of its memory when that has doubled', async () => {
  await expect.poll(() => server.output()).toMatch(/\[HeapController\] Limit: .*\(2\.0\)/);
});

it('names no setting of the collector that V8 does not know', () => {
  expect(server.output()).not.toContain('unrecognized flag');
});
