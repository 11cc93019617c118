import { useEffect } from 'react';
import { useFullScreen } from '../common/use-full-screen.ts';
import type { ConsoleActions } from './use-console-actions.ts';

/** The keys of the console; the sheet on `?` lists the same. */
export const consoleKeys = {
  live: 'L',
  camera: 'C',
  microphone: 'M',
  screen: 'S',
  fullScreen: 'F',
  help: '?',
} as const;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  );
}

/** @param paused true while a dialog is open: its keys are its own */
export function useConsoleKeys(actions: ConsoleActions, onHelp: () => void, paused: boolean): void {
  const { toggle: toggleFullScreen } = useFullScreen();
  useEffect(() => {
    if (paused) return undefined;
    const commands = new Map<string, () => void>([
      [consoleKeys.live, actions.next],
      [consoleKeys.camera, () => actions.toggle('camera')],
      [consoleKeys.microphone, () => actions.toggle('microphone')],
      [consoleKeys.screen, () => actions.toggle('screen')],
      [consoleKeys.fullScreen, toggleFullScreen],
      [consoleKeys.help, onHelp],
    ]);
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const run = commands.get(event.key.toUpperCase());
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [actions, onHelp, paused, toggleFullScreen]);
}
