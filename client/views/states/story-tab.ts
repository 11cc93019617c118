import { useEffect } from 'react';

/** Opens a part of the page that has several, as a click would. @param place counted from 0 */
export function StoryTab({ place }: { place: number }): null {
  useEffect(() => {
    document.querySelectorAll<HTMLElement>('.side__tab, .learner-nav__tab, .fold__toggle')[place]?.click();
  }, [place]);
  return null;
}
