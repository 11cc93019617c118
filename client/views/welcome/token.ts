/**
 * Takes the token out of what somebody pasted: a whole link, its path, or the bare token. Null when there is none.
 * Tokens have at least 16 characters (contract/identity.ts).
 */
export function tokenFromInput(input: string): string | null {
  const match = /(?:^|\/j\/)([A-Za-z0-9_-]{16,128})\/?(?:[?#].*)?$/.exec(input.trim());
  return match?.[1] ?? null;
}
