import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { Passwords, refuseGuessable } from '../../../src/identity/passwords.ts';

const password = 'several sample words';

describe('a password', () => {
  it('is kept as argon2id with a salt of its own, and matches itself only', async () => {
    const passwords = new Passwords();
    const [one, two] = await Promise.all([passwords.hash(password), passwords.hash(password)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.matches(password, one)).toBe(true);
    expect(await passwords.matches(`${password} `, one)).toBe(false);
    expect(await passwords.matches(password, undefined)).toBe(false);
  });

  it('is the same however the keyboard writes it', async () => {
    const passwords = new Passwords();
    const kept = await passwords.hash('１２３ ａｂｃ 示例');
    expect(await passwords.matches('123 abc 示例', kept)).toBe(true);
  });

  it('is hashed beside the event loop, and a flood is refused', async () => {
    const passwords = new Passwords();
    const before = performance.eventLoopUtilization();
    const answers = await Promise.allSettled(Array.from({ length: 130 }, () => passwords.hash(password)));
    const { utilization } = performance.eventLoopUtilization(before);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(102);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'rate_limited' });
    }
    // The share of the time in which this thread did anything; hashing here would make it nearly all.
    expect(utilization).toBeLessThan(0.3);
    expect(await passwords.matches(password, await passwords.hash(password))).toBe(true);
  });

  it.each([
    '1234567890',
    '0987654321',
    'abcdefghijkl',
    'aaaaaaaaaaaa',
    '1212121212',
    '示例主办方甲乙丙丁戊',
    'SampleOrganiser',
    'Basketball',
    '1q2w3e4r5t',
    'sunshine2030!',
    '2030dragondragon',
    'Plenum123456',
    'Plenum Lecturer 1',
    '示例主办方培训班2030',
    'Sample12345678',
  ])('that is easy to guess is refused: %s', (weak) => {
    const name = weak.startsWith('示例') ? '示例主办方甲乙丙丁戊' : 'Sample Organiser';
    expect(() => refuseGuessable(weak, name)).toThrow(expect.objectContaining({ code: 'password_weak' }));
  });

  it.each([password, '三个不相干的词语示例', 'x7#Kp2!qwe', 'dragon kettle 2030', '培训班窗外的桂花树'])(
    'that is not is taken: %s',
    (strong) => {
      expect(() => refuseGuessable(strong, '示例主办方')).not.toThrow();
    },
  );
});
