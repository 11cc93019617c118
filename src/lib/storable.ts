/**
 * Where in an input stands a text that records cannot keep as it is: one with U+0000, which PostgreSQL refuses, or with half
 * of a surrogate pair, which would become another character on the way. Undefined when there is none. For input that a
 * schema has parsed, and that is therefore no deeper than the contract.
 *
 * @returns the path, its parts joined by dots
 */
export function unstorableText(input: unknown, path = ''): string | undefined {
  if (typeof input === 'string') return input.includes('\0') || loneSurrogate.test(input) ? path : undefined;
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return undefined;
  for (const [key, value] of Object.entries(input)) {
    const inner = path === '' ? key : `${path}.${key}`;
    const found = unstorableText(key, inner) ?? unstorableText(value, inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

const loneSurrogate = /\p{Surrogate}/u;

/** What is said about it, as a schema would. */
export function unstorableDetails(path: string): { issues: { path: string; message: string }[] } {
  return { issues: [{ path, message: 'contains characters that are none' }] };
}
