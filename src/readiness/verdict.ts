import {
  readinessLimits,
  type CheckResult,
  type ReadinessCheck,
  type ReadinessProblem,
  type ReadinessState,
} from '../contract/readiness.ts';
import type { Role } from '../contract/roles.ts';

/** What is wrong with a device, the gravest first. A liaison's phone watches only: it needs no camera of its own. */
export function problemsOf(result: CheckResult, role: Role): ReadinessProblem[] {
  const sends = role !== 'liaison';
  const below = (kbps: number | null, least: number): boolean => kbps === null || kbps < least;
  const checks: [ReadinessProblem, boolean][] = [
    ['browser', !result.browserUsable],
    ['path', result.path === null],
    ['download', below(result.downKbps, readinessLimits.downKbps)],
    ['speakers', result.speakers !== 'heard'],
    ['camera', sends && result.camera !== 'ok'],
    ['microphone', sends && result.microphone !== 'ok'],
    ['upload', sends && below(result.upKbps, readinessLimits.upKbps)],
  ];
  return checks.filter(([, wrong]) => wrong).map(([problem]) => problem);
}

export function stateOf(check: ReadinessCheck | null, now: number): ReadinessState {
  if (check === null) return 'never';
  if (check.problems.length > 0) return 'failed';
  return now - check.at > readinessLimits.staleAfterMs ? 'stale' : 'ok';
}

const urgency: Record<ReadinessState, number> = { never: 0, failed: 1, stale: 2, ok: 3 };

/**
 * Whom to phone first: those who never checked, then those whose check failed (the gravest problem first), then those whose
 * check is old (the oldest first). Otherwise the order stays as it was.
 */
export function phoneFirst<T extends { state: ReadinessState; check: ReadinessCheck | null }>(
  entries: readonly T[],
): T[] {
  const gravity = ({ check }: T): number =>
    check?.problems[0] === undefined ? 0 : problemOrder.indexOf(check.problems[0]);
  return [...entries].sort((a, b) => {
    if (a.state !== b.state) return urgency[a.state] - urgency[b.state];
    if (a.state === 'failed') return gravity(a) - gravity(b);
    if (a.state === 'stale') return (a.check?.at ?? 0) - (b.check?.at ?? 0);
    return 0;
  });
}

const problemOrder: readonly ReadinessProblem[] = [
  'browser',
  'path',
  'download',
  'speakers',
  'camera',
  'microphone',
  'upload',
];
