import type { Role } from '../../src/contract/roles.ts';

// Whom the contract's permissions name, written out: the whole table would be a good part of a phone's first load. A test
// holds the two together.

/** Who may receive the stage. */
export const viewers: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison', 'screen', 'port'];
/** Who may be called to the stage. */
export const guests: readonly Role[] = ['screen', 'port'];
/** Whose page shows itself to patrol. */
export const patrolled: readonly Role[] = ['screen', 'port'];
