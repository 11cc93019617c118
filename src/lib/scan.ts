/**
 * Has a file looked at by a virus scanner before anybody gets to see it. Throws AppError: `file_infected`; `file_unscannable` for
 * what the scanner does not take, as it is too large; `scanner_away` while it cannot be asked, when the file has to wait.
 * @param open begins to read the content; it is called once at most, and what it returns is read or closed
 */
export type Scan = (open: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => Promise<void>;

/** Where no scanner is configured. */
export const noScan: Scan = () => Promise.resolve();
