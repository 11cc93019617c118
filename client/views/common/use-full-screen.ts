import { useCallback, useEffect, useState } from 'react';

/** Whether the page fills the screen, and the switch for it. Phones without the ability have `supported: false`. */
export function useFullScreen(): {
  active: boolean;
  supported: boolean;
  toggle: () => void;
  enter: () => void;
} {
  const [active, setActive] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const changed = (): void => setActive(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  const enter = useCallback(() => {
    if (document.fullscreenElement !== null) return;
    // A browser may refuse, for example in a frame; the lesson goes on in the window.
    document.documentElement.requestFullscreen().catch(() => undefined);
  }, []);
  const toggle = useCallback(() => {
    if (document.fullscreenElement === null) enter();
    else document.exitFullscreen().catch(() => undefined);
  }, [enter]);
  return { active, supported: document.fullscreenEnabled, toggle, enter };
}
