import { useCallback, useState } from 'react';
import type { Cue, CueSheet } from '../../../../src/contract/cues.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ClientError } from '../../../session/client-error.ts';

/** A lesson's list at the desk: each change is saved at once, as the whole list. */
export interface CueList {
  sheet: CueSheet | null;
  loadError: ClientError | null;
  reload: () => void;
  busy: boolean;
  /** Why the last change was not saved; `conflict` when somebody else was faster. */
  error: ClientError | null;
  /** Saves another list; resolves to whether that worked. What is shown follows at once. */
  save: (cues: readonly Cue[]) => Promise<boolean>;
  copyFrom: (lessonId: string) => Promise<boolean>;
}

export function useCueList(of: { courseId: string; lessonId: string }): CueList {
  const { api } = useClassSession();
  const loaded = useRequest('GET /api/courses/:courseId/lessons/:lessonId/cues', { params: of });
  /** What was changed here since the list was loaded. */
  const [own, setOwn] = useState<{ since: CueSheet | null; sheet: CueSheet } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const answer = loaded.kind === 'ready' ? loaded.data : null;
  const sheet = own?.since === answer ? own.sheet : answer;
  const { reload } = loaded;
  useNews(['cue.changed', 'poll.listChanged', 'materials.changed'], reload);

  const change = useCallback(
    async (work: () => Promise<CueSheet>): Promise<boolean> => {
      setBusy(true);
      setError(null);
      try {
        setOwn({ since: answer, sheet: await work() });
        return true;
      } catch (thrown) {
        setError(ClientError.from(thrown));
        // What is shown has to be what is saved.
        setOwn(null);
        reload();
        return false;
      } finally {
        setBusy(false);
      }
    },
    [reload, answer],
  );
  const revision = sheet?.revision ?? 0;
  return {
    sheet: sheet?.lessonId === of.lessonId ? sheet : null,
    loadError: loaded.kind === 'failed' ? loaded.error : null,
    reload,
    busy,
    error,
    save: (cues) => {
      if (sheet !== null) setOwn({ since: answer, sheet: { ...sheet, cues: [...cues] } });
      return change(() =>
        api.request('PUT /api/courses/:courseId/lessons/:lessonId/cues', {
          params: of,
          body: { revision, cues: [...cues] },
        }),
      );
    },
    copyFrom: (fromLessonId) =>
      change(() =>
        api.request('POST /api/courses/:courseId/lessons/:lessonId/cues/copy', {
          params: of,
          body: { revision, fromLessonId },
        }),
      ),
  };
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id for a new cue. */
export function newCueId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet.charAt(byte & 31)).join(
    '',
  );
}

/** The list with the cue at `from` put at `to`, which may lie outside of it. */
export function moved(cues: readonly Cue[], from: number, to: number): Cue[] {
  const rest = cues.filter((_, place) => place !== from);
  const cue = cues[from];
  if (cue !== undefined) rest.splice(Math.max(0, Math.min(rest.length, to)), 0, cue);
  return rest;
}
