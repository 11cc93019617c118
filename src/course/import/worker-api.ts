import { z } from 'zod';
import { importView, refusalReason, type ImportKind } from '../../contract/import.ts';
import type { KnownBranchRecord } from './check-branches.ts';
import type { KnownTrainee } from './check-trainees.ts';

/** What the worker is started with. */
export interface WorkerTask {
  kind: ImportKind;
  path: string;
  courseId: string;
  /** What numbers are sealed with before they leave the thread. */
  sealKey: Uint8Array;
}

/** What it is told: first all that the course has, in pieces; then to check; then to go on after each piece of rows. */
export type ToWorker =
  | { type: 'branches'; branches: readonly KnownBranchRecord[] }
  | { type: 'trainees'; trainees: readonly KnownTrainee[] }
  | { type: 'check' }
  | { type: 'next' };

export const importSummary = importView.pick({ fields: true, ignored: true, rows: true, counts: true });
export type ImportSummary = z.infer<typeof importSummary>;

/** What it answers. `json` is an array of rows as the store keeps them: text, so that the server's own thread need not walk it. */
export const fromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rows'), json: z.string() }),
  z.object({ type: z.literal('done'), summary: importSummary }),
  z.object({ type: z.literal('refused'), reason: refusalReason, details: z.record(z.string(), z.unknown()) }),
]);
export type FromWorker = z.input<typeof fromWorker>;
