import { useEffect } from 'react';

const tabs = '.side__tab, .learner-nav__tab, .fold__toggle, .attendance-desk__parts .ant-segmented-item';

/** Opens a part of the page that has several, as a click would, once it is there. @param place counted from 0 */
export function StoryTab({ place }: { place: number }): null {
  useEffect(() => {
    const open = (): boolean => {
      const tab = document.querySelectorAll<HTMLElement>(tabs)[place];
      tab?.click();
      return tab !== undefined;
    };
    if (open()) return undefined;
    const observer = new MutationObserver(() => {
      if (open()) observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [place]);
  return null;
}
