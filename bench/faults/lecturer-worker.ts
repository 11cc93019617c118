import type { Fault } from './fault.ts';
import { killWorker } from './support/kill-worker.ts';

export const lecturerWorker: Fault = {
  summary:
    "kill -9 of the media worker that takes the lecturer's camera: every branch has its picture back within 5 s",
  run: (context) => killWorker(context, 'lecturer'),
};
