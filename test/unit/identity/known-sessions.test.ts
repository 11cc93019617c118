import { describe, expect, it } from 'vitest';
import { KnownSessions, type KnownSession } from '../../../src/identity/known-sessions.ts';

function sessionOf(sessionId: string, secretHash = 'hash'): KnownSession {
  const ids = { courseId: 'c', branchId: null, traineeId: null };
  return { participant: { sessionId, role: 'screen', name: `示例分课堂 ${sessionId}`, ...ids }, secretHash };
}

describe('known sessions', () => {
  it('read those that are asked for in one moment with one query', async () => {
    const queries: string[][] = [];
    const known = new KnownSessions(async (ids) => {
      queries.push(ids);
      return ids.map((id) => sessionOf(id));
    });
    const ids = Array.from({ length: 779 }, (_, index) => `s${index}`);
    const found = await Promise.all(ids.map((id) => known.get(id)));
    expect(found.map((session) => session?.participant.sessionId)).toEqual(ids);
    expect(queries).toEqual([ids]);
    await Promise.all(ids.map((id) => known.get(id)));
    expect(queries).toHaveLength(1);
  });

  it('ask once for a session that many ask for', async () => {
    let asked = 0;
    const known = new KnownSessions(async (ids) => {
      asked += ids.length;
      return ids.map((id) => sessionOf(id));
    });
    await Promise.all(Array.from({ length: 50 }, () => known.get('one')));
    expect(asked).toBe(1);
  });

  it('do not remember what does not exist', async () => {
    let exists = false;
    const known = new KnownSessions(async (ids) => (exists ? ids.map((id) => sessionOf(id)) : []));
    expect(await known.get('one')).toBeUndefined();
    exists = true;
    expect(await known.get('one')).toBeDefined();
  });

  it('neither keep nor give out what was changed while it was read', async () => {
    const answers: ((sessions: KnownSession[]) => void)[] = [];
    const known = new KnownSessions(() => new Promise((resolve) => answers.push(resolve)));
    const asked = known.get('one');
    await expect.poll(() => answers.length).toBe(1);
    known.forget('one');
    answers[0]?.([sessionOf('one', 'old')]);
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.([sessionOf('one', 'new')]);
    expect((await asked)?.secretHash).toBe('new');
    expect((await known.get('one'))?.secretHash).toBe('new');
    expect(answers).toHaveLength(2);
  });

  it('ask again after the records failed', async () => {
    let broken = true;
    const known = new KnownSessions(async (ids) => {
      if (broken) throw new Error('no connection');
      return ids.map((id) => sessionOf(id));
    });
    await expect(known.get('one')).rejects.toThrow('no connection');
    broken = false;
    expect(await known.get('one')).toBeDefined();
  });

  it('give up the least recently used one when there are too many', async () => {
    const asked: string[] = [];
    const known = new KnownSessions(async (ids) => {
      asked.push(...ids);
      return ids.map((id) => sessionOf(id));
    });
    for (let index = 0; index < 20_000; index += 1) known.keep(sessionOf(`s${index}`));
    await known.get('s0');
    known.keep(sessionOf('one more'));
    await known.get('s0');
    await known.get('s1');
    expect(asked).toEqual(['s1']);
  });
});
