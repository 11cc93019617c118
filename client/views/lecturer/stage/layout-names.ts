import type { StageLayout } from '../../../../src/contract/stage.ts';

/** In the order of their keys. Written out here: the contract's own list would bring the schemas' library into the page. */
export const stageLayoutNames: readonly StageLayout[] = [
  'auto',
  'lecturer',
  'slides',
  'side',
  'grid',
  'clip',
];
