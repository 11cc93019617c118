import { useEffect } from 'react';
import { useFullScreen } from '../common/use-full-screen.ts';
import { sideKeys, sideTabs, type SideTab } from './side-tabs.ts';
import type { ConsoleActions } from './use-console-actions.ts';

/** The keys of the console; the sheet on `?` lists the same. */
export const consoleKeys = {
  live: 'L',
  camera: 'C',
  microphone: 'M',
  screen: 'S',
  call: 'N',
  admit: 'A',
  take: 'X',
  fullScreen: 'F',
  help: '?',
} as const;

/** What presenters' remotes send: forward and back through the cue sheet. */
const forward: readonly string[] = ['Enter', 'PageDown'];
const backward = 'PageUp';

/** Whether keys go into a field now. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  );
}

/** Whether Enter means what has the focus. */
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('button, a, summary, dialog, [data-question]') !== null
  );
}

/** What keys can do beyond the own sources. */
export interface DirectingActions {
  /** Opens a panel. */
  show: (tab: SideTab) => void;
  /** Calls the first of the raised hands. */
  callNext: () => void;
  /** Puts the first guest who is ready on the stage. */
  admitNext: () => void;
  /** Takes away what is laid over the stage. */
  takeShown: () => void;
  help: () => void;
  /** Goes through the cue sheet; null while it is empty or left. */
  cues: { next: () => void; back: () => void } | null;
}

/** @param paused true while a dialog is open: its keys are its own */
export function useConsoleKeys(actions: ConsoleActions, directing: DirectingActions, paused: boolean): void {
  const { toggle: toggleFullScreen } = useFullScreen();
  useEffect(() => {
    if (paused) return undefined;
    const commands = new Map<string, () => void>([
      [consoleKeys.live, actions.next],
      [consoleKeys.camera, () => actions.toggle('camera')],
      [consoleKeys.microphone, () => actions.toggle('microphone')],
      [consoleKeys.screen, () => actions.toggle('screen')],
      [consoleKeys.call, directing.callNext],
      [consoleKeys.admit, directing.admitNext],
      [consoleKeys.take, directing.takeShown],
      [consoleKeys.fullScreen, toggleFullScreen],
      [consoleKeys.help, directing.help],
      ...sideTabs.map((tab) => [sideKeys[tab], () => directing.show(tab)] as const),
    ]);
    const ofCues = (event: KeyboardEvent): (() => void) | undefined => {
      if (directing.cues === null || (event.key === 'Enter' && isControl(event.target))) return undefined;
      if (forward.includes(event.key)) return directing.cues.next;
      return event.key === backward ? directing.cues.back : undefined;
    };
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      // A dialog of a panel has its keys for itself.
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const run = ofCues(event) ?? commands.get(event.key.toUpperCase());
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [actions, directing, paused, toggleFullScreen]);
}
