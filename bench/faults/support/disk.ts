import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEGABYTE = 1_048_576;
const PROGRAMS = ['mkfs.ext4', 'mount', 'umount', 'perl'];

/**
 * `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH` (linux, fs/ext4/ext4.h): the file system stops at once, and neither its
 * pages nor its journal are written any more. It is what the kernel's own tests (xfstests, `godown`) cut the power with.
 */
const SHUTDOWN = `open(my $file, '<', $ARGV[0]) or die "$!"; my $how = pack('L', 2); ioctl($file, 0x8004587d, $how) // die "$!"`;

/**
 * A disk of its own for a data directory: ext4 on a loop device. It can lose its power, and it can be full. Needs root.
 *
 * What a power cut here leaves is what ext4 had given to the device until that moment. It keeps the order of a real one, and
 * everything that waits in memory is gone; a device that lies about its own cache is not imitated.
 */
export class Disk {
  readonly folder: string;
  readonly #place: string;
  readonly #image: string;
  readonly #atExit = (): void => this.remove();

  /** @param megabytes its size; it takes that much in the system's temporary folder at most */
  constructor(megabytes: number) {
    this.#place = mkdtempSync(join(tmpdir(), 'plenum-disk-'));
    chmodSync(this.#place, 0o755);
    this.#image = join(this.#place, 'image');
    this.folder = join(this.#place, 'mount');
    mkdirSync(this.folder);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, megabytes * MEGABYTE);
    execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', this.#image]);
    this.mount();
    // A suite that is interrupted leaves no disk behind.
    process.once('exit', this.#atExit);
  }

  /** Why there can be none on this machine. */
  static missing(): string | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'as only root may mount a disk';
    if (!existsSync('/dev/loop-control')) return 'as there are no loop devices';
    const paths = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin');
    const absent = PROGRAMS.filter((program) => !paths.some((path) => existsSync(join(path, program))));
    return absent.length === 0 ? undefined : `as ${absent.join(', ')} is not installed`;
  }

  mount(): void {
    execFileSync('mount', ['-o', 'loop', this.#image, this.folder]);
  }

  /** The power goes. From now on every access fails, and what was not synced is lost. */
  cutPower(): void {
    const handle = join(this.folder, 'lost+found');
    execFileSync('perl', ['-e', SHUTDOWN, handle]);
  }

  /** The disk is taken away; whoever uses it must be gone. */
  unmount(): void {
    execFileSync('umount', [this.folder]);
  }

  /** Leaves no byte free. */
  fill(): void {
    const file = openSync(this.#ballast, 'a');
    try {
      for (let size = MEGABYTE; size >= 512; size = size / 2) fillWith(file, Buffer.alloc(size));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  /** Bytes that are free. */
  get available(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Idempotent. */
  remove(): void {
    process.off('exit', this.#atExit);
    if (!existsSync(this.#place)) return;
    execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
    rmSync(this.#place, { recursive: true, force: true });
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }
}

function fillWith(file: number, block: Buffer): void {
  for (;;) {
    try {
      if (writeSync(file, block) < block.length) return;
    } catch {
      return;
    }
  }
}
