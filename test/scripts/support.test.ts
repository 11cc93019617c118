import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureChromium } from '../../scripts/browser.mjs';
import { firstLoad } from '../../scripts/support/client-size.mjs';
import { run } from '../../scripts/support/command.mjs';
import { wantsRestart } from '../../scripts/support/launch.mjs';
import { withLock } from '../../scripts/support/lock.mjs';
import { askToInstall, missingPackages } from '../../scripts/support/packages.mjs';
import { closingLine, countTests } from '../../scripts/support/test-count.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenum-scripts-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('the closing line', () => {
  const file = (status: string, ...results: string[]) => ({
    status,
    assertionResults: results.map((result) => ({ status: result })),
  });

  it('counts tests over all files', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed'),
        file('failed', 'passed', 'failed', 'failed'),
        file('passed', 'passed', 'skipped', 'todo'),
      ],
    };
    expect(closingLine(countTests(report, 1))).toBe('4 passed, 2 failed, 2 skipped');
  });

  it('leaves out the skipped when there are none', () => {
    expect(closingLine(countTests({ testResults: [file('passed', 'passed')] }, 0))).toBe(
      '1 passed, 0 failed',
    );
  });

  it('counts a file that did not load, or whose clean-up failed, as one failed test', () => {
    const report = { testResults: [file('failed'), file('failed', 'passed')] };
    expect(closingLine(countTests(report, 1))).toBe('1 passed, 2 failed');
  });

  it('never looks good after a run that ended badly', () => {
    expect(closingLine(countTests({ testResults: [file('passed', 'passed')] }, 1))).toBe(
      '1 passed, 1 failed',
    );
    expect(closingLine(countTests(undefined, 0))).toBe('0 passed, 1 failed');
  });
});

describe('withLock', () => {
  const quiet = { log: () => undefined, waitingFor: 'of the test' };

  it('lets one in at a time', async () => {
    const path = join(folder, 'below', 'lock');
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await run('true', []);
      inside -= 1;
      return 'done';
    };
    const results = await Promise.all(Array.from({ length: 4 }, () => withLock(path, quiet, work)));
    expect(results).toEqual(['done', 'done', 'done', 'done']);
  });

  it('is free again after an error', async () => {
    const path = join(folder, 'lock');
    const failing = withLock(path, quiet, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await withLock(path, quiet, () => 'free')).toBe('free');
  });

  it('is free again after its holder was killed', async () => {
    const path = join(folder, 'lock');
    const program = `
      import { withLock } from ${JSON.stringify(new URL('../../scripts/support/lock.mjs', import.meta.url).href)};
      await withLock(${JSON.stringify(path)}, { log() {}, waitingFor: '' }, () => {
        process.stdout.write('held');
        setInterval(() => {}, 1000);
        return new Promise(() => {});
      });`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    let killed = false;
    let entered = Promise.resolve(false);
    await new Promise<void>((resolve) => {
      entered = withLock(path, { log: () => resolve(), waitingFor: 'of the test' }, () => killed);
    });
    killed = true;
    holder.kill('SIGKILL');
    expect(await entered).toBe(true);
  });
});

describe('run', () => {
  it('returns what the program printed', async () => {
    expect(await run('sh', ['-c', 'echo one; echo two'])).toBe('one\ntwo\n');
  });

  it('fails with the end of the output', async () => {
    const failing = run('sh', ['-c', 'seq 100; echo the reason >&2; exit 3']);
    await expect(failing).rejects.toThrow(/failed \(3\):\n(?:.*\n)*.*the reason/);
  });

  it('fails when there is no such program', async () => {
    await expect(run('no-such-program-here', [])).rejects.toThrow('ENOENT');
  });
});

describe('packages', () => {
  it('are missing when nobody has heard of them', async () => {
    expect(await missingPackages(['no-such-package-here'])).toEqual(['no-such-package-here']);
  });

  it('are asked for with the whole command', () => {
    expect(askToInstall(['cmake', 'g++'], 'build the media worker')).toContain(
      'sudo apt-get install -y --no-install-recommends cmake g++',
    );
  });
});

describe('PLENUM_CHROMIUM', () => {
  it('is taken as it is', async () => {
    vi.stubEnv('PLENUM_CHROMIUM', process.execPath);
    expect(await ensureChromium({ log: () => undefined })).toBe(process.execPath);
  });

  it('is refused with its path when it is not a program', async () => {
    vi.stubEnv('PLENUM_CHROMIUM', folder);
    await expect(ensureChromium({ log: () => undefined })).rejects.toThrow(`PLENUM_CHROMIUM names ${folder}`);
  });
});

describe('firstLoad', () => {
  const manifest = {
    'index.html': {
      file: 'index.js',
      css: ['index.css'],
      imports: ['_framework.js'],
      dynamicImports: ['desk.tsx'],
    },
    '_framework.js': { file: 'framework.js' },
    'phone.tsx': { file: 'phone.js', imports: ['index.html', '_framework.js'] },
    'desk.tsx': { file: 'desk.js', imports: ['_framework.js'] },
  };

  it('is the entry, the page and what they import, each once', () => {
    expect(firstLoad(manifest, 'phone.tsx').sort()).toEqual([
      'framework.js',
      'index.css',
      'index.js',
      'phone.js',
    ]);
  });

  it('names a page that the build does not have', () => {
    expect(() => firstLoad(manifest, 'gone.tsx')).toThrow('gone.tsx');
  });
});

describe('wantsRestart', () => {
  it.each([
    { code: 137, ran: 60_000, again: true, why: 'it was killed' },
    { code: 70, ran: 60_000, again: true, why: 'it gave up' },
    { code: 0, ran: 60_000, again: false, why: 'it was stopped' },
    { code: 2, ran: 60_000, again: false, why: 'its configuration was refused' },
    { code: 143, ran: 60_000, again: false, why: 'it was asked to stop' },
    { code: 70, ran: 500, again: false, why: 'it gives up at every start' },
  ])('is $again when $why', ({ code, ran, again }) => {
    expect(wantsRestart(code, ran)).toBe(again);
  });
});
