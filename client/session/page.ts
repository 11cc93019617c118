import type { passwordLinkPath } from '../../src/contract/password-link.ts';
import type { Participant } from '../../src/contract/identity.ts';
import type { Role } from '../../src/contract/roles.ts';
import { roles } from '../../src/contract/roles.ts';
import { createApi } from './api.ts';
import type { Api } from './api.ts';
import { quizHash } from './paper-address.ts';
import { remembered } from './remember.ts';
import type { RememberedPage } from './remember.ts';

/** What an address asks for. */
export type PageAddress =
  | { kind: 'invitation'; token: string }
  /** A sign-in code that was scanned from a screen. */
  | { kind: 'scan'; code: string }
  | { kind: 'role'; role: Role; sessionId: string }
  /** A certificate's code, as it is printed on it: anybody may ask what it confirms. */
  | { kind: 'certificate'; code: string }
  /** The person behind a session: where they are signed in, and their account. */
  | { kind: 'account'; sessionId: string }
  /** A link for a new password; its token is behind `#`. */
  | { kind: 'newPassword'; token: string }
  /** The bare address; `last` is the page that this browser showed before. */
  | { kind: 'home'; last: RememberedPage | null }
  | { kind: 'unknown' };

/** The type pins it to the contract's: importing the value would bring the schemas' library into the page. */
const newPasswordPath: typeof passwordLinkPath = '/new-password';

const segment = /^[A-Za-z0-9_-]+$/;

/** The organiser's page is the desk; every other page is called after its role. */
function pageName(role: Role): string {
  return role === 'organiser' ? 'desk' : role;
}

/**
 * @param path a location's path, for example `/j/abc` or `/screen/01J...`
 * @param hash what follows it from `#` on
 */
export function parsePage(path: string, hash = ''): PageAddress {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second] = parts;
  if (first === undefined) return { kind: 'home', last: remembered.page() };
  if (path === newPasswordPath && hash.length > 1) return { kind: 'newPassword', token: hash.slice(1) };
  if (parts.length !== 2 || second === undefined || !segment.test(second)) return { kind: 'unknown' };
  if (first === 'account') return { kind: 'account', sessionId: second };
  if (first === 'c') return { kind: 'certificate', code: second };
  if (first === 's') return { kind: 'scan', code: second };
  if (first === 'j') return { kind: 'invitation', token: second };
  const role = roles.find((one) => pageName(one) === first);
  return role === undefined ? { kind: 'unknown' } : { kind: 'role', role, sessionId: second };
}

/** The address of a session's page. */
export function rolePath(page: RememberedPage): string {
  return `/${pageName(page.role)}/${page.sessionId}`;
}

/**
 * Exchanges an invitation's token for a session and puts the role's page in the address bar in place of the token, so that
 * neither a reload nor a look over the shoulder uses the token again. Rejects with ClientError (`link_unknown`, `link_expired`,
 * and `account_required` or `identify_required` for links that ask who it is: see entrance.ts).
 */
export async function openInvitation(token: string, api: Api = createApi()): Promise<Participant> {
  const { participant } = await api.request('POST /api/sessions', { body: { token } });
  takePage(participant);
  return participant;
}

/** Puts the page of a session that was just opened into the address bar, and remembers it. */
export function takePage({ role, sessionId }: Pick<Participant, 'role' | 'sessionId'>): void {
  remembered.setPage({ role, sessionId });
  history.replaceState(null, '', `${rolePath({ role, sessionId })}${quizHash(location.hash)}`);
}

/** The page about the own sessions of whoever this page's address belongs to; null where nobody is signed in. */
export function accountPath(path: string): string | null {
  const page = parsePage(path);
  return page.kind === 'role' ? `/account/${page.sessionId}` : null;
}
