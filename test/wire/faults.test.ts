import { afterAll, describe, expect, it } from 'vitest';
import { SHORT, type Verdict } from '../../bench/faults/figures.ts';
import { faults, FaultSuite } from '../../bench/faults/suite.ts';

// The short form of `npm run faults`: a small class, each fault once. docs/faults.md has the figures of the long one.

/** What each takes longer than a test may, or needs a browser; the long form has them. */
const longOnly = new Set(['bad-line', 'cut-line', 'worker-loop', 'clock-step']);

const suite = new FaultSuite(SHORT, () => undefined);
afterAll(() => suite.close());

describe('a running class', { timeout: 120_000 }, () => {
  for (const [name, fault] of Object.entries(faults)) {
    it.skipIf(longOnly.has(name) || fault.missing?.() !== undefined)(
      `${name}: ${fault.summary}`,
      async () => {
        const verdicts: Verdict[] = [];
        await suite.run(name, fault, (verdict) => verdicts.push(verdict));
        expect(verdicts.filter(({ limit }) => limit !== undefined).length).toBeGreaterThan(0);
        expect(verdicts.filter(({ verdict }) => verdict === 'MISS')).toEqual([]);
      },
    );
  }
});
