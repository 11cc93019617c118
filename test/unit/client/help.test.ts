import { describe, expect, it } from 'vitest';
import type { PageFacts } from '../../../src/contract/help.ts';
import { ClientError } from '../../../client/session/client-error.ts';
import { ErrorRecorder } from '../../../client/session/error-recorder.ts';
import { readKept } from '../../../client/session/kept-tickets.ts';

describe('the last errors of a page', () => {
  it('are the newest of each code, the newest first, and never more than a request takes', async () => {
    let now = 0;
    const recorder = new ErrorRecorder(() => (now += 1));
    recorder.note(new ClientError('internal', { reference: 'first' }));
    for (let time = 0; time < 100; time += 1) recorder.note(new ClientError('offline'));
    await expect(
      recorder.watch(Promise.reject(new ClientError('internal', { reference: 'second' }))),
    ).rejects.toThrow('internal');
    recorder.note(new ClientError('closed'));
    expect(recorder.list()).toEqual([
      { code: 'internal', reference: 'second', at: 102 },
      { code: 'offline', reference: '', at: 101 },
    ]);
    const codes = ['timeout', 'unsupported', 'not_found', 'forbidden', 'conflict', 'in_use'] as const;
    const more = ['too_large', 'storage_full', 'rate_limited', 'course_live', 'media_full'] as const;
    for (const code of [...codes, ...more]) recorder.note(new ClientError(code));
    expect(recorder.list()).toHaveLength(10);
    expect(recorder.list()[0]?.code).toBe('media_full');
  });
});

describe('what a browser keeps of requests for help', () => {
  const facts: PageFacts = {
    ...{ userAgent: 'Sample 1.0', language: 'zh-CN', window: '390x844', pingMs: null, online: false },
    ...{ path: null, loss: null, kbps: null, errors: [{ code: 'offline', reference: '', at: 5 }] },
  };
  const ticket = { id: 'a', kind: 'sound', text: '示例', lessonId: null, facts };

  it('comes back as it was written', () => {
    const kept = { unsent: [ticket], asked: true, seen: ['a/1'] };
    expect(readKept(JSON.stringify(kept))).toEqual(kept);
  });

  it('is left out as far as it is something else', () => {
    const nothing = { unsent: [], asked: false, seen: [] };
    for (const kept of [null, '', 'x{', '[]', '7', '{"unsent":3,"seen":{}}']) {
      expect(readKept(kept)).toEqual(nothing);
    }
    const odd = [{ ...ticket, kind: 'unheard-of' }, { ...ticket, facts: null }, { ...ticket, id: 1 }, ticket];
    expect(readKept(JSON.stringify({ unsent: odd })).unsent).toEqual([ticket]);
  });
});
