import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is told about collecting garbage in a process that carries classes. Its own settings are made for short work: of a
 * class with a wall of stills, marking all of memory every five seconds took a third of the processor's time.
 *
 * - Everything begins in the space for young objects. V8 learns where to put objects from the first minute, in which that
 *   space is small and much survives; what it then puts among the old ones, pictures that are sent on among them, waits for
 *   a mark of all memory.
 * - All of memory is marked when it has doubled, not when it has grown by a tenth, as V8 does for a process that has little
 *   to do. A picture counts as growth from when it comes until the next collection of young objects.
 *
 * Flags of V8 come and go: one that it does not know is named on stderr and changes nothing.
 */
const flags = ['--no-allocation-site-pretenuring', '--heap-growing-percent=100'];

/** To be called once, before there is work. See `flags`. */
export function tuneCollector(): void {
  for (const flag of flags) setFlagsFromString(flag);
}
