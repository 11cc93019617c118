import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { z } from 'zod';

const processList = z.object({ processInfo: z.array(z.object({ id: z.number(), type: z.string() })) });

/** Process ids of a server's media workers, which are its children. */
export async function mediaWorkerPids(serverPid: number): Promise<number[]> {
  const children = await readFile(`/proc/${serverPid}/task/${serverPid}/children`, 'utf8');
  const named = children
    .trim()
    .split(' ')
    .map(async (pid) => ({ pid: Number(pid), name: await readFile(`/proc/${pid}/comm`, 'utf8') }));
  return (await Promise.all(named)).filter(({ name }) => name.startsWith('mediasoup')).map(({ pid }) => pid);
}

/** Ends a browser as a power cut would: kill -9 to its process, so that no page of it can say goodbye. */
export async function killBrowser(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = processList.parse(await session.send('SystemInfo.getProcessInfo'));
  const own = processInfo.find(({ type }) => type === 'browser');
  if (!own) throw new Error('the browser does not name its process');
  process.kill(own.id, 'SIGKILL');
}
