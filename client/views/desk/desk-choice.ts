/** The rooms of the desk. */
export type DeskView =
  | 'today'
  | 'lessons'
  | 'cues'
  | 'schedule'
  | 'branches'
  | 'importBranches'
  | 'trainees'
  | 'importTrainees'
  | 'patrol'
  | 'attendance'
  | 'polls'
  | 'quiz'
  | 'scores'
  | 'materials'
  | 'messages'
  | 'questions'
  | 'readiness'
  | 'after'
  | 'help'
  | 'links'
  | 'audit'
  | 'server';

/** What the organiser has chosen; it outlives the class session, which belongs to one lesson. */
export interface DeskChoice {
  view: DeskView;
  courseId: string | null;
  lessonId: string | null;
}
