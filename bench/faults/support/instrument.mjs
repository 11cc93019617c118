import { getHeapCodeStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the server's process (NODE_OPTIONS --import) before its own code: does to it, on a message of the process that
 * started it, what cannot be done from outside. The server itself has no such door.
 *
 * @typedef {{ fault: 'stall', ms: number } | { fault: 'clock', ms: number } | { fault: 'memory' }} Request
 */

const RealDate = Date;
/** Milliseconds by which the clock that the process sees is ahead. */
let ahead = 0;

class SteppedDate extends RealDate {
  /** @param {...any} args as of Date */
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + ahead);
    // @ts-expect-error Date's overloads cannot be named for a spread.
    else super(...args);
  }

  static now() {
    return RealDate.now() + ahead;
  }
}

/** What V8 compiles of the code that runs grows for hours, up to the size of the program: it is told apart from what is kept. */
function memory() {
  const { heapUsed, rss } = process.memoryUsage();
  const code = getHeapCodeStatistics();
  const codeBytes = code.code_and_metadata_size + code.bytecode_and_metadata_size;
  return { heapBytes: heapUsed, dataBytes: heapUsed - codeBytes, residentBytes: rss };
}

/** @param {Request} request */
async function serve(request) {
  switch (request.fault) {
    case 'stall': {
      const until = performance.now() + request.ms;
      while (performance.now() < until);
      return {};
    }
    case 'clock':
      ahead += request.ms;
      globalThis.Date = SteppedDate;
      return {};
    case 'memory':
      // Twice, with a turn between: what a finalizer lets go is found the second time.
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 100));
      globalThis.gc?.();
      return memory();
  }
}

if (isMainThread && process.send) {
  process.on('message', (/** @type {Request} */ request) => {
    void serve(request).then((answer) => process.send?.({ type: 'fault', ...answer }));
  });
}
