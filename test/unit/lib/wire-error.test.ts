import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorCatalogue } from '../../../src/contract/errors.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { inputDetails, toWireError } from '../../../src/lib/wire-error.ts';

describe('what people are told', () => {
  it('of an error of the catalogue: its code, sentence and details', () => {
    expect(toWireError(new AppError('conflict', { field: 'name' }), 'ref')).toEqual({
      code: 'conflict',
      message: errorCatalogue.conflict.en,
      details: { field: 'name' },
      reference: 'ref',
    });
  });

  it.each([
    new Error('a secret inside'),
    'a secret inside',
    undefined,
    { code: 'conflict', secret: 'inside' },
  ])('of anything else: a reference and nothing more', (thrown) => {
    expect(toWireError(thrown, 'ref')).toEqual({
      code: 'internal',
      message: errorCatalogue.internal.en,
      reference: 'ref',
    });
  });

  it('of wrong input: where and why, ten times at most, and never the value', () => {
    const result = z
      .array(z.object({ a: z.number() }))
      .safeParse(Array.from({ length: 20 }, () => ({ a: 'hunter2' })));
    const { issues } = inputDetails(result.error?.issues ?? []);
    expect(issues).toHaveLength(10);
    expect(issues[3]?.path).toBe('3.a');
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });
});
