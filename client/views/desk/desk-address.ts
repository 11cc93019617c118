import { deskViews, type DeskChoice, type Entered } from './desk-choice.ts';

/** What the desk shows: a room of it, or the class or wall that the organiser has entered. */
export interface DeskPlace {
  choice: DeskChoice;
  entered: Entered | null;
}

const id = /^[A-Za-z0-9_-]+$/;

/** The place that an address means; whatever it does not say, or says of something that there is not, is as on a new desk. */
export function placeOf(hash: string): DeskPlace {
  const said = new URLSearchParams(hash.slice(1));
  const idOf = (name: string): string | null => {
    const value = said.get(name);
    return value !== null && id.test(value) ? value : null;
  };
  const view = deskViews.find((one) => one === said.get('view')) ?? 'today';
  const choice = { view, courseId: idOf('course'), lessonId: idOf('lesson') };
  for (const as of ['class', 'wall'] as const) {
    const lessonId = idOf(as);
    if (lessonId !== null) return { choice, entered: { as, lessonId } };
  }
  return { choice, entered: null };
}

/** The part of the address from `#` on; empty for a new desk. */
export function hashOf({ choice: { view, courseId, lessonId }, entered }: DeskPlace): string {
  const said = new URLSearchParams({
    ...(view === 'today' ? {} : { view }),
    ...(courseId === null ? {} : { course: courseId }),
    ...(lessonId === null ? {} : { lesson: lessonId }),
    ...(entered === null ? {} : { [entered.as]: entered.lessonId }),
  });
  return said.size === 0 ? '' : `#${said.toString()}`;
}
