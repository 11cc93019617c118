import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Cue, CueSheet, CueState } from '../../../src/contract/cues.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ClientError } from '../../session/client-error.ts';

/** A second press within this time is the same press: remotes and tired fingers send two. In milliseconds. */
const samePressMs = 500;

/** A lesson's cue sheet and what can be done with it in class. */
export interface CueRun {
  /** Null while it is loading or could not be loaded. */
  sheet: CueSheet | null;
  loadError: ClientError | null;
  reload: () => void;
  /** The cue that comes next; null at the end. */
  next: Cue | null;
  /** The cue that is being done. */
  busy: string | null;
  /** Why the last step did not work. */
  error: ClientError | null;
  /** Does the next cue; one that ends the lesson is asked first. */
  runNext: () => void;
  run: (cue: Cue) => void;
  back: () => void;
  mark: (cueId: string, done: boolean) => void;
  restart: () => void;
  /** The cue that waits for a yes, because it ends the lesson. */
  asked: Cue | null;
  answer: (yes: boolean) => void;
  /** Whether keys and remotes go through the sheet. */
  keysOn: boolean;
  setKeysOn: (on: boolean) => void;
}

/** The sheet of the lesson that this page is in, kept up to date. For pages that lead. */
export function useCueRun(): CueRun {
  const { command } = useClassSession();
  const { sheet, error: loadError, reload, setState } = useLiveSheet();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const [asked, setAsked] = useState<{ cue: Cue; go: () => void } | null>(null);
  const [keysOn, setKeysOn] = useState(true);
  const lastPress = useRef(0);
  const next = sheet === null ? null : nextOf(sheet);

  const step = useCallback(
    (cueId: string, work: () => Promise<{ state: CueState }>) => {
      setBusy(cueId);
      setError(null);
      work()
        .then(
          ({ state }) => setState(state),
          (thrown: unknown) => setError(ClientError.from(thrown)),
        )
        .finally(() => setBusy(null));
    },
    [setState],
  );
  /** What ends the lesson is for everybody and for good. */
  const unlessFinal = useCallback((cue: Cue, go: () => void) => {
    if (cue.kind === 'end') setAsked({ cue, go });
    else go();
  }, []);
  return useMemo(
    () => ({
      sheet,
      loadError,
      reload,
      next,
      busy,
      error,
      runNext: () => {
        if (next === null || busy !== null || Date.now() - lastPress.current < samePressMs) return;
        lastPress.current = Date.now();
        unlessFinal(next, () => step(next.id, () => command('cue.next', { cueId: next.id })));
      },
      run: (cue: Cue) => unlessFinal(cue, () => step(cue.id, () => command('cue.run', { cueId: cue.id }))),
      back: () => step('', () => command('cue.back', {})),
      mark: (cueId: string, done: boolean) => step(cueId, () => command('cue.mark', { cueId, done })),
      restart: () => step('', () => command('cue.restart', {})),
      asked: asked?.cue ?? null,
      answer: (yes: boolean) => {
        setAsked(null);
        if (yes) asked?.go();
      },
      keysOn,
      setKeysOn,
    }),
    [sheet, loadError, reload, next, busy, error, asked, keysOn, step, unlessFinal, command],
  );
}

/** The cue after the one that the lesson is at; null at the end. */
export function nextOf({ cues, state }: CueSheet): Cue | null {
  const place = cues.findIndex(({ id }) => id === state.currentId);
  return cues[place + 1] ?? null;
}

function useLiveSheet(): {
  sheet: CueSheet | null;
  error: ClientError | null;
  reload: () => void;
  setState: (state: CueState) => void;
} {
  const { command, notices, connection } = useClassSession();
  const { entry, lesson } = useClassroom();
  const [sheet, setSheet] = useState<CueSheet | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const lessonId = lesson?.id ?? null;
  /** The list that is on the page. */
  const seen = useRef<number | null>(null);
  useEffect(() => {
    seen.current = sheet?.revision ?? null;
  });
  const joined = entry.kind === 'joined';
  const reload = useCallback(() => {
    command('cue.sheet', {}).then(
      (answer) => {
        setSheet(answer.sheet);
        setError(null);
      },
      (thrown: unknown) => setError(ClientError.from(thrown)),
    );
  }, [command]);
  useEffect(() => {
    if (joined) reload();
  }, [joined, lessonId, reload]);
  useEffect(() => {
    let wasOnline = connection.get().kind === 'online';
    const stops = [
      notices.on((notice) => {
        if (notice.name !== 'cue.changed') return;
        const { revision, state } = notice.data;
        if (seen.current === revision) setSheet((now) => (now === null ? null : { ...now, state }));
        else reload();
      }),
      connection.subscribe(() => {
        const isOnline = connection.get().kind === 'online';
        if (isOnline && !wasOnline) reload();
        wasOnline = isOnline;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [notices, connection, reload]);
  const setState = useCallback(
    (state: CueState) => setSheet((now) => (now === null ? null : { ...now, state })),
    [],
  );
  return { sheet, error, reload, setState };
}
