import { useCallback, useEffect, useRef, useState } from 'react';
import type { Notice } from '../../src/contract/index.ts';
import { useClassSession } from './class-session.tsx';
import { useClassroom } from './use-classroom.ts';
import { useNewest } from './use-newest.ts';
import { ClientError } from '../session/client-error.ts';
import { Spread } from '../session/spread.ts';

/** Something that the server is asked for once, and that its notices keep up to date from then on. */
export interface Live<T> {
  /** Null until it came for the first time. */
  data: T | null;
  /** Why it could not be loaded; null when it was, or while it is being tried. */
  error: ClientError | null;
  reload: () => void;
  change: (how: (data: T) => T) => void;
}

/** Milliseconds over which news are gathered that only asking again makes something of. */
const gatheredMs = 600;

/**
 * Loads at first, after every time the line was down, and when `key` or the lesson changes.
 * @param apply what a notice makes of the data; `reload` when only asking again helps
 */
export function useLive<T>(
  key: string,
  load: () => Promise<T>,
  apply: (data: T, notice: Notice) => T | 'reload',
): Live<T> {
  const { connection, notices } = useClassSession();
  const lessonId = useClassroom().lesson?.id;
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const [turn, setTurn] = useState(0);
  const latest = useRef({ load, apply });
  useEffect(() => {
    latest.current = { load, apply };
  });
  /** What counts, whether React has drawn it yet or not: news that come meanwhile build on it. */
  const known = useRef<T | null>(null);
  const put = useCallback((next: T) => {
    known.current = next;
    setData(next);
  }, []);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  /** How often the page itself has changed the data: what was asked for before such a change may not know of it. */
  const ownChanges = useRef(0);
  const change = useCallback(
    (how: (data: T) => T) => {
      ownChanges.current += 1;
      if (known.current !== null) put(how(known.current));
    },
    [put],
  );
  const newest = useNewest(`${key} ${lessonId ?? ''}`);
  useEffect(() => {
    let current = true;
    const isNewest = newest();
    const changes = ownChanges.current;
    latest.current.load().then(
      (loaded) => {
        // What was asked for since then knows of the page's own change.
        if ((ownChanges.current !== changes && !current) || !isNewest()) return;
        put(loaded);
        setError(null);
        if (ownChanges.current !== changes) reload();
      },
      (thrown: unknown) => {
        const failure = ClientError.from(thrown);
        // When the line is back it is asked for again.
        if (current && failure.code !== 'offline' && failure.code !== 'closed') setError(failure);
      },
    );
    return () => {
      current = false;
    };
  }, [key, lessonId, turn, reload, put, newest]);
  useEffect(() => {
    let wasOnline = connection.get().kind === 'online';
    const spread = new Spread(reload, () => gatheredMs);
    const stop = [
      notices.on((notice) => {
        const before = known.current;
        if (before === null) return;
        const after = latest.current.apply(before, notice);
        if (after === 'reload') spread.soon();
        else if (after !== before) put(after);
      }),
      connection.subscribe(() => {
        const isOnline = connection.get().kind === 'online';
        if (isOnline && !wasOnline) reload();
        wasOnline = isOnline;
      }),
    ];
    return () => {
      spread.close();
      for (const end of stop) end();
    };
  }, [connection, notices, reload, put]);
  return { data, error, reload, change };
}
