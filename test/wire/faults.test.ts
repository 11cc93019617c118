import { afterAll, describe, expect, it } from 'vitest';
import { SHORT, type Verdict } from '../../bench/faults/figures.ts';
import { faults, FaultSuite } from '../../bench/faults/suite.ts';

// The short form of `npm run faults`: a small class, each fault once. docs/faults.md has the figures of the long one.

/**
 * Those whose promise no other test holds in a whole class. What is left to the long form takes longer than a test may, or is
 * held elsewhere: media-workers, attendance-kill, quiz-kill and process on the wire, recovery in browsers.
 */
const shortForm = [
  'viewers-worker',
  'lecturer-worker',
  'all-reconnect',
  'stalled-loop',
  'server-kill',
  'write-errors',
  'power-cut',
];

const suite = new FaultSuite(SHORT, () => undefined);
afterAll(() => suite.close());

describe('a running class', () => {
  for (const name of shortForm) {
    const fault = faults[name];
    if (!fault) throw new Error(`there is no fault ${name}`);
    it.skipIf(fault.missing?.() !== undefined)(`${name}: ${fault.summary}`, async () => {
      const verdicts: Verdict[] = [];
      await suite.run(name, fault, (verdict) => verdicts.push(verdict));
      expect(verdicts.filter(({ limit }) => limit !== undefined).length).toBeGreaterThan(0);
      expect(verdicts.filter(({ verdict }) => verdict === 'MISS')).toEqual([]);
    });
  }
});
