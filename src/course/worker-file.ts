/**
 * The address of a worker thread's program in one of this folder's rooms, for example `import/worker`. Node cannot run
 * TypeScript in a worker: from sources, as tests run, it is the one that was built.
 */
export function workerFile(name: string): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL(`../../dist/src/course/${name}.js`, import.meta.url)
    : new URL(`./${name}.js`, import.meta.url);
}
