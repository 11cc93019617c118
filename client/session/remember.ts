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
    try {
      const own = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      for (const key of own) if (!isOfDevice(key.slice(prefix.length))) localStorage.removeItem(key);
    } catch {
      // Nothing could be kept either.
    }
  },

  setPage(page: RememberedPage): void {
    remembered.set('page', `${page.role}/${page.sessionId}`);
  },
};

/** What says nothing of a person: the camera to use, the language, how a table looks. */
const ofDevice = ['camera', 'microphone', 'volume', 'language', 'wall.density', 'wall.dwell'];

function isOfDevice(key: string): boolean {
  return ofDevice.includes(key) || key.startsWith('columns.');
}

export function isRole(value: string | undefined): value is Role {
  return value !== undefined && (roles as readonly string[]).includes(value);
}
