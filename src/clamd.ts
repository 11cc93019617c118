import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { once } from 'node:events';
import { AppError } from './lib/errors.ts';
import type { Logger } from './lib/logger.ts';
import { noScan, type Scan } from './lib/scan.ts';

/**
 * Milliseconds in which nothing comes or goes before the scanner counts as away. It answers when it has looked through all of a
 * file, and takes others first when it has as many as it can look into at once (clamd.conf: MaxThreads).
 */
const patience = 120_000;
/** Bytes of an answer; the longest has the name of a virus. */
const longestAnswer = 4_096;

export interface ScannerSettings {
  /** `unix:///path/of/clamd.ctl`, or `tcp://host:3310`. Null: files are not scanned. */
  address: string | null;
  log: Logger;
  /** Milliseconds; for tests. */
  patienceMs?: number;
}

/**
 * A scanner behind ClamAV's daemon, by its command INSTREAM (clamd(8)): `zINSTREAM\0`, then pieces of the file, each behind its
 * length in four bytes, big-endian, and at last a length of 0. It answers `stream: OK` or `stream: <virus> FOUND`.
 */
export function createScan({ address, log, patienceMs = patience }: ScannerSettings): Scan {
  if (address === null) return noScan;
  const target = targetOf(address);
  return async (open) => {
    const said = await ask(target, open, patienceMs).catch((error: unknown) => {
      log.error({ err: error }, 'the virus scanner does not answer: files wait until it does');
      throw new AppError('scanner_away', undefined, { cause: error });
    });
    if (said === 'stream: OK') return;
    const virus = /^stream: (.+) FOUND$/.exec(said)?.[1];
    // With AlertExceedsMax it says so instead of calling what it has not looked into clean.
    if (/size limit exceeded/i.test(said) || virus?.startsWith('Heuristics.Limits.Exceeded')) {
      log.warn({ said }, 'the virus scanner takes no files of this size: a file was refused');
      throw new AppError('file_unscannable');
    }
    if (virus !== undefined) {
      log.warn({ virus }, 'a virus was found in a file, which was refused');
      throw new AppError('file_infected');
    }
    log.error({ said }, 'the virus scanner could not look into a file');
    throw new AppError('scanner_away');
  };
}

function targetOf(address: string): NetConnectOpts {
  const { protocol, pathname, hostname, port } = new URL(address);
  if (protocol === 'unix:') return { path: decodeURIComponent(pathname) };
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port === '' ? 3310 : port) };
}

/** What the scanner says of a file. Rejects when it cannot be reached, says nothing in time, or breaks off. */
async function ask(target: NetConnectOpts, open: Parameters<Scan>[0], patienceMs: number): Promise<string> {
  const socket = connect(target);
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('the virus scanner took too long')));
  const answer = answerOn(socket);
  // Whoever sends hears of a broken line as well; the answer is what counts.
  answer.catch(() => undefined);
  try {
    await Promise.race([send(socket, open), answer]);
    return await answer;
  } catch (error) {
    // It refuses what is too large while that is still being sent, and closes: its answer comes first.
    return await answer.catch(() => {
      throw error;
    });
  } finally {
    socket.destroy();
  }
}

async function send(socket: Socket, open: Parameters<Scan>[0]): Promise<void> {
  await once(socket, 'connect');
  socket.write('zINSTREAM\0');
  for await (const piece of open()) {
    if (piece.length === 0) continue;
    socket.write(lengthOf(piece.length));
    if (!socket.write(piece)) await drained(socket);
    // Its answer came before the end: nobody reads the rest.
    if (socket.destroyed || socket.readableEnded) return;
  }
  socket.write(lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done).off('end', done);
      resolve();
    };
    socket.on('drain', done).on('close', done).on('end', done);
  });
}

/** Up to the byte 0 that ends an answer, or to the end. */
function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const end = text.indexOf('\0');
      if (end >= 0) resolve(text.slice(0, end).trim());
      else if (text.length > longestAnswer) reject(new Error('the virus scanner said something else'));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (text.trim() === '') reject(new Error('the virus scanner broke off'));
      else resolve(text.trim());
    });
  });
}
