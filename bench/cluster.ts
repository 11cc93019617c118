import { measureMedia } from './cluster/media.ts';
import type { Bench } from './report.ts';

export const cluster: Bench = {
  summary:
    'what does a class over three nodes cost and lose beside one node, and how long is a dead node missed',
  run: measureMedia,
};
