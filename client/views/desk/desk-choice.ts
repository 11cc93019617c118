/** What the organiser has chosen; it outlives the class session, which belongs to one lesson. */
export interface DeskChoice {
  view: 'today' | 'lessons' | 'links';
  courseId: string | null;
  lessonId: string | null;
}
