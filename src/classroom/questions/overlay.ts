import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import type { Place } from './courses.ts';

/** The question that lies over the stage, if one does. */
export class QuestionOverlay {
  readonly #access: ClassroomAccess;

  constructor(access: ClassroomAccess) {
    this.#access = access;
  }

  shown({ classroom }: Place): { questionId: string; shownAt: number } | null {
    const shown = this.#access.shown(classroom.lesson.id);
    return shown?.kind === 'question' ? shown : null;
  }

  /** Lays the question over the stage as it is now. */
  async lay({ course, classroom }: Place, questionId: string, shownAt: number): Promise<void> {
    const root = course.book.find(questionId);
    if (!root) return;
    await this.#access.show(classroom.lesson.id, course.views.shown(root, classroom, shownAt));
  }

  /** Shows this question as it is now, if it is the one that is there. */
  async refresh(place: Place, questionId: string): Promise<void> {
    const shown = this.shown(place);
    if (shown?.questionId === questionId) await this.lay(place, questionId, shown.shownAt);
  }

  /** Takes this question away, if it is the one that is there. */
  async takeOff(place: Place, questionId: string): Promise<void> {
    if (this.shown(place)?.questionId === questionId) await this.takeOffAny(place);
  }

  /** Takes away whichever question is there. */
  async takeOffAny(place: Place): Promise<void> {
    if (this.shown(place) !== null) await this.#access.show(place.classroom.lesson.id, null);
  }
}
