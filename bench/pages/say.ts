/** Reports a figure of the pages: all that was observed, and the one value that stands for it, in milliseconds. */
export type Say = (metric: string, observed: readonly number[], value: number, what: string) => void;
