import { useEffect } from 'react';

/** Gives the whole document the page's colours, so that nothing light shows beside a dark page. */
export function usePageTheme(theme: 'dark' | 'light', title: string): void {
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.title = title;
  }, [theme, title]);
}
