import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '../../../client/session/api.ts';
import { openInvitation, parsePage } from '../../../client/session/page.ts';
import { remembered } from '../../../client/session/remember.ts';

const replaceState = vi.fn();

beforeEach(() => {
  const store = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
  });
  vi.stubGlobal('history', { replaceState });
  vi.stubGlobal('location', { hash: '' });
});

afterEach(() => {
  vi.unstubAllGlobals();
  replaceState.mockClear();
});

describe('page addresses', () => {
  it.each([
    ['/j/abcdef', { kind: 'invitation', token: 'abcdef' }],
    ['/screen/s1', { kind: 'role', role: 'screen', sessionId: 's1' }],
    ['/screen/s1/', { kind: 'role', role: 'screen', sessionId: 's1' }],
    ['/desk/s1', { kind: 'role', role: 'organiser', sessionId: 's1' }],
    ['/s/ABCDE234', { kind: 'scan', code: 'ABCDE234' }],
    ['/c/ABCD-0123-EFGH-4567', { kind: 'certificate', code: 'ABCD-0123-EFGH-4567' }],
    ['/account/s1', { kind: 'account', sessionId: 's1' }],
    ['/j/ABCDE-12345', { kind: 'invitation', token: 'ABCDE-12345' }],
    ['/nobody/s1', { kind: 'unknown' }],
    ['/screen', { kind: 'unknown' }],
    ['/screen/a%2Fb', { kind: 'unknown' }],
    ['/screen/s1/more', { kind: 'unknown' }],
    ['/', { kind: 'home', last: null }],
  ])('%s', (path, expected) => {
    expect(parsePage(path)).toEqual(expected);
  });

  it('a link for a new password has its token behind #, and is none without', () => {
    expect(parsePage('/new-password', '#abc_-')).toEqual({ kind: 'newPassword', token: 'abc_-' });
    expect(parsePage('/new-password', '#')).toEqual({ kind: 'unknown' });
    expect(parsePage('/new-password')).toEqual({ kind: 'unknown' });
  });

  it('the bare address knows the page that was shown last', () => {
    remembered.setPage({ role: 'screen', sessionId: 's1' });
    expect(parsePage('/')).toEqual({ kind: 'home', last: { role: 'screen', sessionId: 's1' } });
  });

  it('forgetting is all that happens where storage is forbidden', () => {
    vi.stubGlobal('localStorage', undefined);
    remembered.setPage({ role: 'screen', sessionId: 's1' });
    expect(parsePage('/')).toEqual({ kind: 'home', last: null });
  });
});

/** A server that answers every request with this. */
function answering(status: number, body: unknown): { fetcher: typeof fetch; asked: Request[] } {
  const asked: Request[] = [];
  return {
    asked,
    fetcher: async (input, init) => {
      asked.push(
        new Request(new URL(input instanceof Request ? input.url : input, 'http://server.example'), init),
      );
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    },
  };
}

const participant = {
  sessionId: 's1',
  role: 'port',
  name: 'P',
  courseId: 'c',
  branchId: null,
  traineeId: null,
};

describe('an invitation', () => {
  it('is exchanged for a session, leaves the address bar, and is remembered as a page', async () => {
    const { fetcher, asked } = answering(200, { participant, serverTime: 1 });
    expect(await openInvitation('a-token-of-16-characters', createApi(undefined, fetcher))).toEqual(
      participant,
    );
    expect(await asked[0]?.json()).toEqual({ token: 'a-token-of-16-characters' });
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/port/s1');
    expect(remembered.page()).toEqual({ role: 'port', sessionId: 's1' });
  });

  it('brings the quiz whose code was scanned along, and nothing else that stands behind the #', async () => {
    vi.stubGlobal('location', { hash: '#quiz=quiz-1' });
    const { fetcher } = answering(200, { participant, serverTime: 1 });
    await openInvitation('a-token-of-16-characters', createApi(undefined, fetcher));
    vi.stubGlobal('location', { hash: '#a-token' });
    await openInvitation('a-token-of-16-characters', createApi(undefined, fetcher));
    expect(replaceState.mock.calls.map(([, , path]: unknown[]) => path)).toEqual([
      '/port/s1#quiz=quiz-1',
      '/port/s1',
    ]);
  });

  it('that has expired rejects with that code, and changes nothing', async () => {
    const { fetcher } = answering(410, { error: { code: 'link_expired', message: '', reference: 'r-1' } });
    await expect(openInvitation('t', createApi(undefined, fetcher))).rejects.toMatchObject({
      code: 'link_expired',
      reference: 'r-1',
    });
    expect(replaceState).not.toHaveBeenCalled();
  });
});

describe('requests', () => {
  it('carry the session, parameters and query', async () => {
    const { fetcher, asked } = answering(200, { invitations: [] });
    await createApi('s1', fetcher).request('GET /api/courses/:courseId/invitations', {
      params: { courseId: 'c/1' },
      query: { role: 'screen' },
    });
    expect(asked[0]?.url).toBe('http://server.example/api/courses/c%2F1/invitations?role=screen');
    expect(asked[0]?.headers.get('x-plenum-session')).toBe('s1');
  });

  it.each([
    ['a proxy that answers with a page', 502, '<html>', 'internal'],
    ['a code that this page does not know', 400, { error: { code: 'brand_new' } }, 'internal'],
    ['a plain wire error', 403, { code: 'forbidden', message: '' }, 'forbidden'],
  ])('%s', async (_, status, body, code) => {
    const { fetcher } = answering(status, body);
    await expect(createApi('s1', fetcher).request('GET /api/courses', {})).rejects.toMatchObject({ code });
  });

  it('that do not reach the server reject with `offline`', async () => {
    const api = createApi('s1', async () => Promise.reject(new TypeError('failed to fetch')));
    await expect(api.request('GET /api/courses', {})).rejects.toMatchObject({ code: 'offline' });
  });
});
