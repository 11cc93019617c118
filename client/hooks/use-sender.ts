import { State } from '../session/observable.ts';
import type { DevicesState, Sender, SenderState, Upstream } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

/** What is sent and previewed, and the sender to act on. Throws on pages of roles that send nothing. */
export function useSender(): { state: SenderState; sender: Sender } {
  const sender = useOwnSender();
  return { state: useObservable(sender.state), sender };
}

/** The microphone's level, 0 to 1. It changes often: use it in the smallest component. */
export function useLevel(): number {
  return useObservable(useOwnSender().level);
}

/** The devices of this computer and which are in use; choose with `sender.choose`. */
export function useDevices(): DevicesState {
  return useObservable(useOwnSender().devices);
}

const idle = new State<Upstream>({ word: 'idle', report: null });

/** How the own upload line is, in a word. */
export function useUpstream(): Upstream {
  return useObservable(useClassSession().sender?.upstream ?? idle);
}

function useOwnSender(): Sender {
  const { sender } = useClassSession();
  if (sender === null) throw new Error('This role does not send');
  return sender;
}
