import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, it } from 'vitest';
import { describeError } from '../../../src/lib/logger.ts';

it('keeps the values of a statement that the records refused out of the log', () => {
  const cause = Object.assign(new Error('duplicate key'), { detail: 'Key (number)=(示例号码) exists.' });
  const refused = new DrizzleQueryError('insert into trainee values ($1)', ['示例姓名\n第二行', 1], cause);
  const line = JSON.stringify(describeError(refused));
  expect(line).toContain('insert into trainee values ($1)');
  expect(line).toContain('duplicate key');
  expect(line).toContain('logger.test.ts');
  expect(line).not.toContain('示例');
});
