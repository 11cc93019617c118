import { useCallback, useEffect, useRef, useState } from 'react';
import type { Post } from '../../../src/contract/messages.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { ClientError } from '../../session/client-error.ts';
import { sendFile } from './send-file.ts';

/** Something that was written and is not known to be received yet. */
export interface Draft {
  /** By which the server knows it again, however often it is sent. */
  clientId: string;
  text: string;
  file: File | null;
  /** On the staff line, the branch that it is for. */
  branchId: string | null;
  /** 0 to 1 while the file is being sent; null otherwise. */
  progress: number | null;
  /** Why it was not sent; null while it is on its way. */
  error: ClientError | null;
}

export interface Outbox {
  drafts: readonly Draft[];
  send: (what: Pick<Draft, 'text' | 'file' | 'branchId'>) => void;
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
}

/** Whether trying again by itself can help. */
export function isLineError({ code }: ClientError): boolean {
  return code === 'offline' || code === 'timeout' || code === 'shutting_down' || code === 'unavailable';
}

/** 128 random bits. `randomUUID` needs a secure page, which a first look over plain HTTP is not. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Sends what is written in the order in which it was, over drops of the line: what is not received stays visible and is
 * sent again, and the server takes it once.
 */
export function useOutbox(
  courseId: string | null,
  threadId: string | null,
  onSent: (post: Post) => void,
): Outbox {
  const { api, connection } = useClassSession();
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const latest = useRef({ drafts, onSent });
  const busy = useRef(false);
  useEffect(() => {
    latest.current = { drafts, onSent };
  });
  const update = useCallback((clientId: string, change: Partial<Draft>) => {
    setDrafts((all) => all.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)));
  }, []);

  const post = useCallback(
    async (draft: Draft): Promise<Post | null> => {
      if (courseId === null || threadId === null) return null;
      const { clientId, text, branchId } = draft;
      let fileId: string | null = null;
      if (draft.file !== null) {
        const progressed = (progress: number): void => update(clientId, { progress });
        fileId = await sendFile(api, courseId, { file: draft.file, clientId }, progressed);
      }
      const answer = await api.request('POST /api/courses/:courseId/threads/:threadId/posts', {
        params: { courseId, threadId },
        body: { clientId, text, fileId, branchId },
      });
      return answer.post;
    },
    [api, courseId, threadId, update],
  );

  // One after the other, so that they stand in the order in which they were written.
  const next = drafts.find(({ error }) => error === null);
  useEffect(() => {
    if (next === undefined || busy.current) return;
    busy.current = true;
    post(next).then(
      (sent) => {
        busy.current = false;
        setDrafts((all) => all.filter(({ clientId }) => clientId !== next.clientId));
        if (sent !== null) latest.current.onSent(sent);
      },
      (thrown: unknown) => {
        busy.current = false;
        update(next.clientId, { error: ClientError.from(thrown), progress: null });
      },
    );
  }, [next, post, update]);

  const retryWhere = useCallback((which: (draft: Draft) => boolean) => {
    setDrafts((all) => all.map((one) => (which(one) ? { ...one, error: null } : one)));
  }, []);
  useEffect(
    () =>
      connection.subscribe(() => {
        if (connection.get().kind !== 'online') return;
        retryWhere(({ error }) => error !== null && isLineError(error));
      }),
    [connection, retryWhere],
  );

  return {
    drafts,
    send: (what) => {
      setDrafts((all) => [...all, { ...what, clientId: newClientId(), progress: null, error: null }]);
    },
    retry: (id) => retryWhere(({ clientId }) => clientId === id),
    discard: (id) => setDrafts((all) => all.filter(({ clientId }) => clientId !== id)),
  };
}
