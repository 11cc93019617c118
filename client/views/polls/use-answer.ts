import { useCallback, useEffect, useState } from 'react';
import type { OwnPollAnswer, PollAnswer, PublicPoll } from '../../../src/contract/polls.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { ClientError } from '../../session/client-error.ts';
import { remembered } from '../../session/remember.ts';

/** Milliseconds after which an answer that the server could not take is sent again. */
const againMs = 2_000;

/** An answer that the server has not acknowledged yet. */
interface Unsent {
  pollId: string;
  answer: PollAnswer;
  /** Why the server did not take it; null while it is on its way. */
  error: ClientError | null;
}

export interface OwnAnswer {
  /** What the server has. */
  received: OwnPollAnswer | null;
  /** What was tapped here after that. `waiting`: goes out when the line is back; `refused`: the server said no, and why. */
  unsent: { answer: PollAnswer; state: 'sending' | 'waiting' | 'refused'; error: ClientError | null } | null;
  give: (answer: PollAnswer) => void;
}

/** The own answer to a poll: kept on this device until the server has it, over drops of the line and reloads of the page. */
export function useAnswer(poll: PublicPoll): OwnAnswer {
  const { sessionId, command } = useClassSession();
  const { own, entry } = useClassroom();
  const online = useConnection().kind === 'online' && entry.kind === 'joined';
  const key = `polls.${sessionId}` as const;
  const { pollId } = poll;
  const [given, setGiven] = useState<Unsent | null>(() => restore(remembered.get(key)));
  const [acknowledged, setAcknowledged] = useState<OwnPollAnswer | null>(null);
  const [turn, setTurn] = useState(0);
  const mine = given?.pollId === pollId ? given : null;
  const answer = mine !== null && mine.error === null ? mine.answer : null;
  useEffect(() => {
    if (!online || answer === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    /** Something else may have been tapped since. */
    const settle = (next: Unsent | null): void => {
      if (!current) return;
      remembered.set(key, '');
      setGiven(next);
    };
    command('poll.answer', { pollId, answer }).then(
      (received) => {
        setAcknowledged(received);
        settle(null);
      },
      (thrown: unknown) => {
        const error = ClientError.from(thrown);
        if (!maySendAgain(error)) settle({ pollId, answer, error });
        // At once it would only fail again.
        else if (current) timer = setTimeout(() => setTurn((n) => n + 1), againMs);
      },
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [online, answer, turn, command, pollId, key]);
  const give = useCallback(
    (next: PollAnswer) => {
      remembered.set(key, JSON.stringify({ pollId, answer: next }));
      setGiven({ pollId, answer: next, error: null });
    },
    [key, pollId],
  );
  const [newest] = [own.pollAnswer, acknowledged]
    .filter((one) => one?.pollId === pollId)
    .sort((a, b) => (b?.receivedAt ?? 0) - (a?.receivedAt ?? 0));
  const state = mine?.error ? 'refused' : online ? 'sending' : 'waiting';
  return {
    received: newest ?? null,
    unsent: mine && { answer: mine.answer, state, error: mine.error },
    give,
  };
}

/** Trying again helps, also once this page is back in the class. */
function maySendAgain(error: ClientError): boolean {
  return error.isPassing || error.code === 'closed' || error.code === 'not_joined';
}

function restore(text: string | null): Unsent | null {
  if (text === null || text === '') return null;
  try {
    const found: unknown = JSON.parse(text);
    return isKept(found) ? { ...found, error: null } : null;
  } catch {
    return null;
  }
}

/** As it was written here; the server looks at it more closely. */
function isKept(found: unknown): found is { pollId: string; answer: PollAnswer } {
  if (typeof found !== 'object' || found === null || !('pollId' in found) || !('answer' in found))
    return false;
  const { pollId, answer } = found;
  return typeof pollId === 'string' && typeof answer === 'object' && answer !== null && 'kind' in answer;
}
