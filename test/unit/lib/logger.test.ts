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

it('keeps the values that PostgreSQL itself quotes out of the log', () => {
  const message = 'invalid input syntax for type integer: "示例 "号码"\n7"';
  const cause = Object.assign(new Error(message), {
    code: '22P02',
    where: "unnamed portal parameter $1 = '示例'",
  });
  const wrapped = new Error('the roster cannot be kept', {
    cause: new DrizzleQueryError('select $1::int', ['示例号码'], cause),
  });
  for (const error of [cause, new DrizzleQueryError('select $1::int', ['示例号码'], cause), wrapped]) {
    const line = JSON.stringify(describeError(error));
    expect(line).not.toContain('示例');
    expect(line).toContain('invalid input syntax for type integer: \\"…\\"');
  }
});
