import type { SignIn } from '../../src/contract/attendance.ts';
import type { Participant } from '../../src/contract/identity.ts';
import type { RouteOutput } from '../../src/contract/index.ts';
import { remembered } from './remember.ts';

/** What this device keeps of the code that was scanned last. */
export interface KeptScan {
  code: string;
  scan: RouteOutput<'POST /api/sign-in/scan'>;
  /** Who signs in; null while nobody has said so. */
  me: Participant | null;
  /** Received by the server. */
  signIn: SignIn | null;
  /** Tapped, and not known to be received. */
  tapped: boolean;
  /** The server's clock minus this device's, in milliseconds. */
  clockMs: number;
}

export interface ScanStore {
  get(): string | null;
  set(kept: KeptScan): void;
}

/** This browser's storage. One scan is kept: the newest. */
export const scanStore: ScanStore = {
  get: () => remembered.get('scan'),
  set: (kept) => remembered.set('scan', JSON.stringify(kept)),
};

/**
 * What was kept of a code; null when it was another code, or when nothing can come of it any more.
 * @param now by this device's clock, which may be wrong: the kept difference corrects it
 */
export function readKept(text: string | null, code: string, now: number): KeptScan | null {
  if (text === null) return null;
  try {
    const found: unknown = JSON.parse(text);
    if (!isKept(found) || found.code !== code) return null;
    const isOver = now + found.clockMs > found.scan.passUntil;
    return isOver && !found.tapped && found.signIn === null ? null : found;
  } catch {
    return null;
  }
}

/** As it was written here; the server looks at it more closely. */
function isKept(found: unknown): found is KeptScan {
  if (typeof found !== 'object' || found === null) return false;
  const [code, scan, me, signIn, tapped, clockMs]: unknown[] = [
    'code',
    'scan',
    'me',
    'signIn',
    'tapped',
    'clockMs',
  ].map((key): unknown => Reflect.get(found, key));
  return (
    typeof code === 'string' &&
    typeof tapped === 'boolean' &&
    typeof clockMs === 'number' &&
    typeof me === 'object' &&
    typeof signIn === 'object' &&
    isScan(scan)
  );
}

function isScan(scan: unknown): boolean {
  if (typeof scan !== 'object' || scan === null) return false;
  return (
    typeof Reflect.get(scan, 'pass') === 'string' &&
    typeof Reflect.get(scan, 'passUntil') === 'number' &&
    typeof Reflect.get(scan, 'lesson') === 'object' &&
    typeof Reflect.get(scan, 'window') === 'object' &&
    typeof Reflect.get(scan, 'elsewhere') === 'object' &&
    typeof Reflect.get(scan, 'question') === 'object'
  );
}
