/**
 * Takes the token out of what somebody pasted: a whole link, its path, the bare token, or the short code. Null when there is none.
 * Tokens have at least 16 characters (contract/identity.ts).
 */
export function tokenFromInput(input: string): string | null {
  const code = /^[A-Za-z0-9]{5}[\s-]?[A-Za-z0-9]{5}$/.exec(input.trim());
  if (code !== null) return code[0].replace(/[\s-]/, '').toUpperCase();
  const match = /(?:^|\/j\/)([A-Za-z0-9_-]{16,128})\/?(?:[?#].*)?$/.exec(input.trim());
  return match?.[1] ?? null;
}
