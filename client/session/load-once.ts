/** Fetches a part of the client the first time it is asked for, and gives the same one from then on; after a failure it tries again. */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () =>
    (loaded ??= load().catch((thrown: unknown) => {
      // A chunk that could not be fetched may come the next time.
      loaded = undefined;
      throw thrown;
    }));
}
