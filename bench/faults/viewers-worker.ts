import type { Fault } from './fault.ts';
import { killWorker } from './support/kill-worker.ts';

export const viewersWorker: Fault = {
  summary:
    'kill -9 of a media worker that carries viewers: they are back within 5 s, the others notice nothing',
  run: (context) => killWorker(context, 'viewers'),
};
