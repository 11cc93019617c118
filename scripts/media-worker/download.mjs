import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/command.mjs';

/** How long the host may take to answer before it counts as out of reach. Milliseconds. */
const REACH_MS = 4_000;
/** How long the whole download (about 10 MB) may take. Milliseconds. */
const DOWNLOAD_MS = 120_000;

/**
 * Where mediasoup publishes the prebuilt worker for this machine, as its own install script (npm-scripts.mjs) says.
 *
 * @param {{ version: string, repository: { url: string } }} manifest mediasoup's package.json
 * @returns {string}
 */
export function prebuiltUrl(manifest) {
  const base =
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ||
    `${manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const kernel = platform() === 'linux' ? `-kernel${Number(release().split('.')[0])}` : '';
  const name = `mediasoup-worker-${manifest.version}-${platform()}-${arch()}${kernel}.tgz`;
  return `${base}/${manifest.version}/${name}`;
}

/**
 * Downloads the prebuilt worker. Whether it runs here is for the caller to check.
 *
 * @param {string} url
 * @param {string} folder where `mediasoup-worker` is put
 * @returns {Promise<void>}
 * @throws {Error} when the host is out of reach, or has none for this machine, or sends something else
 */
export async function downloadWorker(url, folder) {
  const controller = new AbortController();
  const reach = setTimeout(() => controller.abort(new Error('no answer')), REACH_MS);
  const whole = setTimeout(() => controller.abort(new Error('too slow')), DOWNLOAD_MS);
  try {
    const response = await fetch(url, { signal: controller.signal });
    clearTimeout(reach);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    mkdirSync(folder, { recursive: true });
    const archive = join(folder, 'worker.tgz');
    writeFileSync(archive, Buffer.from(await response.arrayBuffer()));
    await run('tar', ['-xzf', archive, '-C', folder, 'mediasoup-worker']);
    chmodSync(join(folder, 'mediasoup-worker'), 0o755);
  } finally {
    clearTimeout(reach);
    clearTimeout(whole);
  }
}
