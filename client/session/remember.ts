import type { Role } from '../../src/contract/roles.ts';
import { roles } from '../../src/contract/roles.ts';

/** The page that this browser showed last: a screen finds itself again after a power cut. */
export interface RememberedPage {
  role: Role;
  sessionId: string;
}

type Key =
  | 'page'
  | 'camera'
  | 'microphone'
  | 'volume'
  | 'language'
  | 'patrol'
  | 'scan'
  | 'wall.density'
  | 'wall.dwell'
  /** Of a session, whose id is the last part. */
  | `rollCall.${string}`
  | `columns.${string}`
  | `questions.${string}`
  | `polls.${string}`
  | `paper.${string}`
  | `announcements.${string}`
  | `help.${string}`
  | `reflection.${string}`
  | `feedback.${string}`;

const prefix = 'plenum.';
/** Sessions that were ended from elsewhere while their page was open: what is still being written for them is not kept. */
const over = new Set<string>();

/** What this browser keeps for itself. A browser that forbids storage forgets, and nothing else changes. */
export const remembered = {
  get(key: Key): string | null {
    try {
      return localStorage.getItem(prefix + key);
    } catch {
      return null;
    }
  },

  set(key: Key, value: string): void {
    if ([...over].some((sessionId) => isOfSession(key, sessionId))) return;
    try {
      localStorage.setItem(prefix + key, value);
    } catch {
      // Private windows and full disks refuse; the choice then lasts as long as the page.
    }
  },

  page(): RememberedPage | null {
    const [role, sessionId] = (remembered.get('page') ?? '').split('/');
    return isRole(role) && sessionId ? { role, sessionId } : null;
  },

  /** Whoever signs out leaves nothing behind for the next one: no drafts, no scan, no page. Choices of the device stay. */
  forgetPerson(): void {
    remove((key) => !isOfDevice(key));
  },

  /**
   * The session was ended from elsewhere: what this browser kept of it goes. Other sessions in this browser, which may be other
   * people's, keep theirs. `unknown`: the server knows the session no more, which is also what a device hears whose person has
   * moved to another one; answers of a paper that were not sent stay then, for the paper can be gone on with here.
   */
  forgetSession(sessionId: string, why: 'ended' | 'unknown'): void {
    if (why === 'ended') over.add(sessionId);
    const isScan = remembered.get('scan')?.includes(`"${sessionId}"`) === true;
    const isPage = remembered.page()?.sessionId === sessionId;
    remove((key) => {
      if (key === 'scan') return isScan;
      if (key === 'page') return isPage;
      if (key === 'patrol') return true;
      const stays = why === 'unknown' && key.startsWith('paper.');
      return isOfSession(key, sessionId) && !stays;
    });
  },

  setPage(page: RememberedPage): void {
    over.delete(page.sessionId);
    remembered.set('page', `${page.role}/${page.sessionId}`);
  },
};

/** What says nothing of a person: the camera to use, the language, how a table looks. */
const ofDevice = ['camera', 'microphone', 'volume', 'language', 'wall.density', 'wall.dwell'];

function isOfSession(key: string, sessionId: string): boolean {
  return key.endsWith(`.${sessionId}`);
}

function remove(isGoing: (key: string) => boolean): void {
  try {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    for (const key of own) if (isGoing(key.slice(prefix.length))) localStorage.removeItem(key);
  } catch {
    // Nothing could be kept either.
  }
}

function isOfDevice(key: string): boolean {
  return ofDevice.includes(key) || key.startsWith('columns.');
}

export function isRole(value: string | undefined): value is Role {
  return value !== undefined && (roles as readonly string[]).includes(value);
}
