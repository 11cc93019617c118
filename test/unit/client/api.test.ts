import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApi } from '../../../client/session/api.ts';
import type { ClientError } from '../../../client/session/client-error.ts';

beforeEach(() => {
  vi.useFakeTimers();
  // The browser's own clock of signals does not follow the test's.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException('', 'TimeoutError')), ms);
    return controller.signal;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A server that answers at once, and whose body takes `ms` milliseconds; Infinity: it breaks off. */
function bodyAfter(ms: number, text: string): typeof fetch {
  return (_url, init) => {
    const body = new ReadableStream({
      start(stream) {
        init?.signal?.addEventListener('abort', () => stream.error(init.signal?.reason));
        if (ms === Infinity) stream.error(new TypeError('network error'));
        else
          setTimeout(() => {
            stream.enqueue(new TextEncoder().encode(text));
            stream.close();
          }, ms);
      },
    });
    return Promise.resolve(
      new Response(body, { headers: { 'content-disposition': "filename*=UTF-8''a.csv" } }),
    );
  };
}

const status = 'GET /api/sessions';
const file = 'GET /api/courses/:courseId/export/:kind';
const params = { courseId: 'c', kind: 'all' } as const;
const failed = (thrown: unknown): string => (thrown as ClientError).code;

it('saves a file that takes longer than an answer may', async () => {
  const api = createApi('s', bodyAfter(60_000, 'a,b'));
  const saved = api.download(file, { params });
  await vi.advanceTimersByTimeAsync(60_000);
  const { name, content } = await saved;
  expect(name).toBe('a.csv');
  expect(await content.text()).toBe('a,b');
});

it.each([
  ['an answer after 15 s', 15_000, () => createApi('s', bodyAfter(16_000, '{}')).request(status, {})],
  [
    'a file after two minutes',
    120_000,
    () => createApi('s', bodyAfter(121_000, '')).download(file, { params }),
  ],
])('gives up %s, and says that it took too long', async (_what, ms, ask) => {
  const answer = ask().catch(failed);
  await vi.advanceTimersByTimeAsync(ms);
  expect(await answer).toBe('timeout');
});

it('says that the server was not reached when the answer breaks off', async () => {
  expect(await createApi('s', bodyAfter(Infinity, '')).request(status, {}).catch(failed)).toBe('offline');
});

it('takes the page of something in between for no answer', async () => {
  const asked = createApi('s', bodyAfter(0, '<html>sign in to the network</html>')).request(status, {});
  const answer = asked.catch(failed);
  await vi.advanceTimersByTimeAsync(0);
  expect(await answer).toBe('internal');
});
