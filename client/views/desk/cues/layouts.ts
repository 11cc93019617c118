import type { StageLayout } from '../../../../src/contract/stage.ts';

export type { StageLayout } from '../../../../src/contract/stage.ts';

/** In the order of the contract; a layout that is missing here does not compile. */
const order: Record<StageLayout, number> = { auto: 0, lecturer: 1, slides: 2, side: 3, grid: 4, clip: 5 };

export const stageLayouts = Object.keys(order) as StageLayout[];
