import { createContext } from 'react';

/** Says whether the liaison wants to see the stage on this phone; the page's session opens anew with or without it. */
export const StageWish = createContext<(watching: boolean) => void>(() => undefined);
