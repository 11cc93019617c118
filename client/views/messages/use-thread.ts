import { useCallback, useEffect, useRef, useState } from 'react';
import type { Post } from '../../../src/contract/messages.ts';
import type { RouteOutput } from '../../../src/contract/index.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { ClientError } from '../../session/client-error.ts';
import { withNewest, withOlder, withSent, type KnownPosts } from './thread-posts.ts';
import { useMessageNews } from './use-inbox.ts';
import { useOutbox, type Outbox } from './use-outbox.ts';

type Page = RouteOutput<'GET /api/courses/:courseId/threads/:threadId/posts'>;

/** One thread on a page: what is known of it, and what can be done. */
export interface ThreadView extends KnownPosts {
  state: 'loading' | 'ready' | 'failed';
  error: ClientError | null;
  pinned: readonly Post[];
  loadingOlder: boolean;
  outbox: Outbox;
  loadOlder: () => void;
  /** Does something to a post, then shows what became of it. Rejects with ClientError. */
  act: (what: PostAction) => Promise<void>;
  reload: () => void;
}

export type PostAction =
  | { kind: 'confirm'; postId: string }
  | { kind: 'remove'; postId: string }
  | { kind: 'change'; postId: string; change: { pinned?: boolean; asksConfirmation?: boolean } };

const nothing: KnownPosts = { posts: [], more: false };

/**
 * Shows a thread, keeps it up to date, and says to the server what was seen of it. A part of the page that may show another
 * thread next has the thread's id as its key.
 */
export function useThread(courseId: string, threadId: string, concerning: 'me' | 'all' = 'me'): ThreadView {
  const { api } = useClassSession();
  const [known, setKnown] = useState<KnownPosts>(nothing);
  const [pinned, setPinned] = useState<readonly Post[]>([]);
  const [state, setState] = useState<ThreadView['state']>('loading');
  const [error, setError] = useState<ClientError | null>(null);
  const [loadingOlder, setLoadingOlder] = useState(false);
  const [readUpTo, setReadUpTo] = useState(0);
  /** Answers to earlier questions are not shown after those to later ones. */
  const turn = useRef(0);

  const ask = useCallback(
    (before?: number): Promise<Page> =>
      api.request('GET /api/courses/:courseId/threads/:threadId/posts', {
        params: { courseId, threadId },
        query: { concerning, ...(before === undefined ? {} : { before }) },
      }),
    [api, courseId, threadId, concerning],
  );
  const reload = useCallback(() => {
    const mine = (turn.current += 1);
    ask().then(
      (page) => {
        if (mine !== turn.current) return;
        setKnown((before) => withNewest(before, page));
        setPinned(page.pinned);
        setState('ready');
        setError(null);
        setReadUpTo((before) => Math.max(before, page.readUpTo));
      },
      (thrown: unknown) => {
        if (mine !== turn.current) return;
        setError(ClientError.from(thrown));
        setState((before) => (before === 'ready' ? before : 'failed'));
      },
    );
  }, [ask]);
  useEffect(() => {
    reload();
    return () => {
      turn.current += 1;
    };
  }, [reload]);
  useMessageNews(threadId, reload);

  const newest = known.posts.at(-1)?.position ?? 0;
  useReading(courseId, threadId, newest, readUpTo);
  const outbox = useOutbox(courseId, threadId, (post) => setKnown((before) => withSent(before, post)));
  return {
    ...known,
    state,
    error,
    pinned,
    loadingOlder,
    outbox,
    reload,
    loadOlder: () => {
      const first = known.posts[0];
      if (first === undefined || loadingOlder) return;
      const mine = turn.current;
      setLoadingOlder(true);
      ask(first.position)
        .then((page) => {
          if (mine === turn.current) setKnown((before) => withOlder(before, page));
        })
        .catch((thrown: unknown) => setError(ClientError.from(thrown)))
        .finally(() => setLoadingOlder(false));
    },
    act: async (what) => {
      const params = { courseId, postId: what.postId };
      if (what.kind === 'confirm') {
        await api.request('POST /api/courses/:courseId/posts/:postId/confirmation', { params, body: {} });
      } else if (what.kind === 'remove') {
        await api.request('DELETE /api/courses/:courseId/posts/:postId', { params });
      } else {
        await api.request('PATCH /api/courses/:courseId/posts/:postId', { params, body: what.change });
      }
      reload();
    },
  };
}

/** Says up to where a thread was seen, while somebody really looks at the page. */
function useReading(courseId: string, threadId: string, newest: number, readUpTo: number): void {
  const { api } = useClassSession();
  const told = useRef(0);
  useEffect(() => {
    const tell = (): void => {
      if (document.visibilityState !== 'visible' || newest <= Math.max(readUpTo, told.current)) return;
      told.current = newest;
      api
        .request('POST /api/courses/:courseId/threads/:threadId/read', {
          params: { courseId, threadId },
          body: { position: newest },
        })
        // It counts as unread a little longer; the next post tries again.
        .catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [api, courseId, threadId, newest, readUpTo]);
}
