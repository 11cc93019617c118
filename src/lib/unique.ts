/** Each value once, in the order in which they first came. */
export function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
