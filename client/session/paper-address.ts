/** `#quiz=<id>` in a page's address opens that quiz's paper; with `&begin` it begins at once, because somebody tapped "begin". */
const pattern = /^#quiz=([A-Za-z0-9_-]+)(&begin)?$/;

export interface QuizAddress {
  quizId: string;
  begin: boolean;
}

/** @param hash a location's hash; null for any other */
export function quizOfHash(hash: string): QuizAddress | null {
  const match = pattern.exec(hash);
  return match?.[1] === undefined ? null : { quizId: match[1], begin: match[2] !== undefined };
}

/** The hash, when it is a quiz's: it follows somebody from the code on the big screen through the entry to the own page. */
export function quizHash(hash: string): string {
  return pattern.test(hash) ? hash : '';
}

/**
 * What the code on a big screen leads to: the entry of the branch's trainees, and behind it the paper. A device that is known
 * in the course is there with one tap; others say who they are first.
 * @param entryPath the path of the link for the branch's trainees; null when there is none
 */
export function quizPath(entryPath: string | null, quizId: string): string {
  return `${entryPath ?? '/'}#quiz=${quizId}`;
}

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of [...listeners]) listener();
}

/** The address as React reads it. */
export const quizAddress = {
  get: (): string => quizHash(location.hash),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    window.addEventListener('hashchange', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('hashchange', listener);
    };
  },
};

/** Opens a quiz's paper above the page; the browser's way back closes it. */
export function openQuiz(quizId: string, begin = false): void {
  location.hash = begin ? `quiz=${quizId}&begin` : `quiz=${quizId}`;
}

/** It has begun: a reload goes on with it. */
export function quizBegun(quizId: string): void {
  history.replaceState(null, '', `${location.pathname}${location.search}#quiz=${quizId}`);
  tell();
}

export function closeQuiz(): void {
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  tell();
}
