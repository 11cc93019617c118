/** The rooms of the desk. */
export const deskViews = [
  'today',
  'lessons',
  'cues',
  'schedule',
  'branches',
  'importBranches',
  'trainees',
  'importTrainees',
  'patrol',
  'attendance',
  'polls',
  'quiz',
  'scores',
  'materials',
  'messages',
  'questions',
  'readiness',
  'after',
  'help',
  'links',
  'audit',
  'server',
] as const;
export type DeskView = (typeof deskViews)[number];

/** What the organiser has chosen; it outlives the class session, which belongs to one lesson. */
export interface DeskChoice {
  view: DeskView;
  /** Null: the first of the list. */
  courseId: string | null;
  /** Null: whatever lesson is on now. */
  lessonId: string | null;
}

/** What an organiser can enter from the desk: the class with its console, or the wall of its rooms. */
export interface Entered {
  as: 'class' | 'wall';
  lessonId: string;
}
