/** The rooms of the desk. */
export type DeskView =
  | 'today'
  | 'lessons'
  | 'schedule'
  | 'branches'
  | 'importBranches'
  | 'trainees'
  | 'importTrainees'
  | 'materials'
  | 'readiness'
  | 'links'
  | 'audit';

/** What the organiser has chosen; it outlives the class session, which belongs to one lesson. */
export interface DeskChoice {
  view: DeskView;
  courseId: string | null;
  lessonId: string | null;
}
