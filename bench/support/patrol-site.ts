import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import type {} from './patrol-page-api.ts';

const entry = fileURLToPath(new URL('patrol-page.ts', import.meta.url));
const path = '/patrol-page';

/** The page with the session alone, as one script. */
export async function bundlePatrolPage(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ['es'], fileName: 'patrol-page' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [{ output: [{ code }] } = { output: [{ code: '' }] }] = Array.isArray(built)
    ? built
    : 'output' in built
      ? [built]
      : [];
  if (code === '') throw new Error('the page could not be bundled');
  return code;
}

/** Opens the page under the server's own address, where its cookies and sockets work, and enters by a link. */
export async function openPatrolPage(
  context: BrowserContext,
  options: { baseUrl: string; script: string; token: string; inspects: boolean },
): Promise<{ page: Page; participantId: string }> {
  const { baseUrl, script, token, inspects } = options;
  const page = await context.newPage();
  await page.route(`**${path}`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>patrol</title><body>' }),
  );
  await page.goto(`${baseUrl}${path}`);
  await page.addScriptTag({ type: 'module', content: script });
  await page.waitForFunction(() => 'plenumPatrol' in window);
  const participantId = await page.evaluate(([link, patrols]) => window.plenumPatrol.enter(link, patrols), [
    token,
    inspects,
  ] as const);
  await page.waitForFunction(
    (patrols) => (patrols ? window.plenumPatrol.receiving() : window.plenumPatrol.room().publishing),
    inspects,
    { timeout: 30_000 },
  );
  return { page, participantId };
}
