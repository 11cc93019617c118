import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse } from '../support/course.ts';
import { until } from '../support/media.ts';
import { framesFlow, soundLevel } from '../support/playback.ts';
import { temporaryDirectory } from '../support/postgres.ts';

// `npm run cluster -- 3` as whoever tries it sees it: nodes, a door in front of them, browsers on different nodes, a node that is
// killed, and Ctrl+C at the end.

const program = fileURLToPath(new URL('../../dist/src/try-cluster.js', import.meta.url));

let folder: string;
let cluster: ChildProcess;
let output = '';
let browser: Browser;
let port: number;

beforeAll(async () => {
  [folder, port, browser] = await Promise.all([temporaryDirectory(), freePort(), launchBrowser()]);
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PLENUM_'));
  cluster = spawn(process.execPath, [program, '3'], {
    env: {
      ...Object.fromEntries(own),
      PLENUM_ENV: 'test',
      PLENUM_SERVER_PORT: String(port),
      PLENUM_DATA_DIR: folder,
      PLENUM_MEDIA_WORKERS: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl+C reaches all that belong to it at once.
    detached: true,
  });
  cluster.stderr?.on('data', (text: Buffer) => (output += text.toString()));
  await until('it says where to go', () => output.includes('Open http'), 60_000);
});
afterAll(async () => {
  await browser.close();
  if (cluster.exitCode === null && cluster.pid !== undefined) process.kill(-cluster.pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Opens the path of a link on the n-th node, from 1. */
async function openOn(node: number, link: string): Promise<Page> {
  const { page } = await openWindow(browser, { width: 960, height: 540 });
  await page.goto(`http://127.0.0.${node}:${port + 1}${new URL(link).pathname}`);
  return page;
}

describe('npm run cluster', () => {
  let branch: Page;

  it('carries a class whose lecturer and branch are on two nodes', async () => {
    const organiserLink = /Open (\S+)/.exec(output)?.[1] ?? '';
    const course = await openCourse({ url: new URL(organiserLink).origin, organiserLink });
    branch = await openOn(2, at(await course.links('screen'), 0));
    const lecturer = await openOn(1, at(await course.links('lecturer'), 0));
    await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
    await framesFlow(branch, { more: 30 });
    expect(await soundLevel(branch, 1_000)).toBeGreaterThan(0.001);
  });

  it('has the branch see the class again by itself when its node was killed', async () => {
    const [, pid = ''] = /Node 2 is ready: \S+, process (\d+)/.exec(output) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    await until('it is started again', () => output.split('Node 2 is ready').length === 3);
    await branch.getByRole('main').waitFor();
    await framesFlow(branch, { more: 30 });
  });

  it('leaves nothing behind after Ctrl+C', async () => {
    const { pid = 0 } = cluster;
    const all = await descendants(pid);
    // Nodes with a media worker each, Redis, PostgreSQL.
    expect(all.length).toBeGreaterThanOrEqual(8);
    const ended = once(cluster, 'exit');
    process.kill(-pid, 'SIGINT');
    expect((await ended)[0]).toBe(0);
    await until('all processes are gone', async () =>
      (await Promise.all(all.map(isThere))).every((is) => !is),
    );
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isSocket()).map(({ name }) => name)).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}

async function descendants(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

async function isThere(pid: number): Promise<boolean> {
  return readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !stat.includes(') Z '),
    () => false,
  );
}
