import { useEffect, useState } from 'react';
import { attendanceLimits } from '../../../src/contract/attendance-limits.ts';
import type { BranchFigures, SignInWindow } from '../../../src/contract/attendance.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { countOf, windowNow } from '../../session/attendance.ts';

/** Milliseconds until the server is asked again after a failure, and while it has no code for a window that we know. */
const againMs = 2_000;
/** Milliseconds that a request for the next code waits at least, should clocks disagree. */
const leastMs = 400;

/** The window that a branch signs in to now, and how far it has got. */
export interface CodeWindow {
  window: SignInWindow;
  figures: BranchFigures | null;
  /** Everybody on the roster is in. */
  complete: boolean;
}

export interface SignInCode extends CodeWindow {
  /** What is to be drawn; null while the newest code has run out and the next one is not here. */
  code: { link: string; nextAt: number } | null;
}

/** The window for which a branch shows a code now: also a while before it opens, because early scans wait by themselves. */
export function useCodeWindow(): CodeWindow | null {
  const { own } = useClassroom();
  const now = useClock();
  const { windows = [], figures = null } = own.attendance ?? {};
  const window = windowNow(windows, now);
  if (window === null || now < window.opensAt - attendanceLimits.codeBeforeMs) return null;
  return { window, figures, complete: isComplete(window, figures) };
}

/**
 * The own branch's sign-in code as it is now, renewed by itself.
 * @param wanted whether it is shown; nothing is asked for otherwise
 */
export function useSignInCode(wanted = true): SignInCode | null {
  const { lesson, own } = useClassroom();
  const now = useClock();
  const place = useCodeWindow();
  const of = `${lesson?.id ?? ''}/${place?.window.windowId ?? ''}`;
  const code = useFreshCode(wanted && place !== null && !place.complete, of);
  if (place === null) return null;
  const isValid = code !== null && now < code.nextAt + attendanceLimits.codeGraceMs;
  // The server says which window its code is for; what stands beside the code is about the same one.
  const { windows = [] } = own.attendance ?? {};
  const window = windows.find(({ windowId }) => windowId === code?.windowId) ?? place.window;
  return {
    ...place,
    window,
    complete: isComplete(window, place.figures),
    code: isValid ? { link: `${location.origin}${code.path}`, nextAt: code.nextAt } : null,
  };
}

function isComplete(window: SignInWindow, figures: BranchFigures | null): boolean {
  const count = countOf(window, figures);
  return count !== null && count.signedIn >= count.expected;
}

interface FreshCode {
  path: string;
  nextAt: number;
  windowId: string;
}

/** Asks for a code, and for the next one when it is due. @param of another window wants another code at once */
function useFreshCode(asks: boolean, of: string): FreshCode | null {
  const { command, classroom } = useClassSession();
  const { entry } = useClassroom();
  const online = useConnection().kind === 'online' && entry.kind === 'joined';
  const [code, setCode] = useState<(FreshCode & { of: string }) | null>(null);
  useEffect(() => {
    if (!asks || !online) return undefined;
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      command('attendance.code', {}).then(
        (answer) => {
          if (!current) return;
          setCode(answer.code === null ? null : { ...answer.code, of });
          const waitMs = answer.code === null ? againMs : answer.code.nextAt - classroom.serverNow();
          timer = setTimeout(ask, Math.max(leastMs, waitMs));
        },
        () => {
          if (current) timer = setTimeout(ask, againMs);
        },
      );
    };
    ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asks, online, of, command, classroom]);
  return code?.of === of ? code : null;
}
