import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerBin } from 'mediasoup';

/** The media worker behind a script that can be told to fail: what is started then ends at once. */
export class WorkerScript {
  readonly path: string;
  readonly #folder: string;
  readonly #broken: string;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'plenum-worker-'));
    this.#broken = join(this.#folder, 'broken');
    this.path = join(this.#folder, 'worker');
    writeFileSync(this.path, `#!/bin/sh\n[ -e '${this.#broken}' ] && exit 1\nexec '${workerBin}' "$@"\n`);
    chmodSync(this.path, 0o755);
  }

  break(): void {
    writeFileSync(this.#broken, '');
  }

  repair(): void {
    rmSync(this.#broken, { force: true });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
