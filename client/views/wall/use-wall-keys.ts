import { useEffect, useRef } from 'react';
import { wallKey, type WallAction, type WallMove } from '../../session/patrol-wall-keys.ts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  );
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary') !== null;
}

/** The wall's keys, wherever the focus is, except in fields and dialogs: those have their own. */
export function useWallKeys(act: (action: WallAction) => void, move: (move: WallMove) => void): void {
  const latest = useRef({ act, move });
  useEffect(() => {
    latest.current = { act, move };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (isTyping(target)) {
        // Escape leaves the field for the wall.
        if (key === 'Escape' && target instanceof HTMLElement) target.blur();
        return;
      }
      const meant = wallKey(key, isControl(target));
      // A key that is held down moves on; it does not mark room after room.
      if (meant === null || ('action' in meant && event.repeat)) return;
      event.preventDefault();
      if ('move' in meant) latest.current.move(meant.move);
      else latest.current.act(meant.action);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
