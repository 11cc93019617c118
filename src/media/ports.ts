/** UDP ports of loopback that workers use among themselves. Below the range from which systems take ports at will. */
const pipeRanges = [
  { min: 20_000, max: 29_999 },
  { min: 10_000, max: 19_999 },
  { min: 30_000, max: 32_767 },
] as const;

/** Where workers pipe tracks to each other: a range that holds none of the workers' own ports, of which two can at most. */
export function pipePorts(basePort: number, workers: number): { min: number; max: number } {
  const overlaps = (range: { min: number; max: number }) =>
    basePort <= range.max && basePort + workers - 1 >= range.min;
  return pipeRanges.find((range) => !overlaps(range)) ?? pipeRanges[2];
}

/** A guess at a free port, for whoever left the choice to us; outside the range of the pipes. */
export function anyPort(): number {
  return 10_000 + Math.floor(Math.random() * 10_000);
}
