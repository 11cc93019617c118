import { picture } from './pages/picture.ts';
import { recovery } from './pages/recovery.ts';
import type { Say } from './pages/say.ts';
import { takeover } from './pages/takeover.ts';
import { rounded, type Bench } from './report.ts';

/** What a lesson promises to those who look at it, measured where they look: in Chromium, with cameras whose frames are known. */
export const pages: Bench = {
  summary: 'a lesson in real pages: how late its picture is, and how soon it is back after a fault',
  run: async ({ quick, report, progress }) => {
    const say: Say = (metric, observed, value, what) => {
      progress(`${metric}: ${observed.map(Math.round).join(' ')}`);
      const load = `a lecturer and a few branches in Chromium on this machine; ${what}`;
      report({ bench: 'pages', metric, value: rounded(value), unit: 'ms', n: observed.length, load });
    };
    await picture(say, quick);
    await recovery(say, quick);
    await takeover(say, quick);
  },
};
