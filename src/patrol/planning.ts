import type { Participant } from '../contract/identity.ts';
import type { PatrolPlan } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { changedFields, writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import type { PlanRecord } from './plan.ts';
import { hasLesson } from './room-records.ts';
import { findPlan, savePlan } from './round-records.ts';

export interface PlanningDependencies {
  store: Store;
  clock: Clock;
  /** The plan of a lesson is another one now. */
  planned: (lessonId: string, plan: PlanRecord) => void;
}

const nothing: PatrolPlan = { minutes: [], ports: false };

/** The rounds that are planned for a lesson. Throws `not_found` for a lesson of another course. */
export async function readPlan(
  { store }: Pick<PlanningDependencies, 'store'>,
  courseId: string,
  lessonId: string,
): Promise<PatrolPlan> {
  if (!(await hasLesson(store.db, courseId, lessonId))) throw new AppError('not_found');
  const { minutes, ports } = (await findPlan(store.db, lessonId)) ?? nothing;
  return { minutes, ports };
}

/** Plans a lesson's rounds. Committed when it resolves. Throws `not_found` for a lesson of another course. */
export async function changePlan(
  deps: PlanningDependencies,
  { courseId, lessonId }: { courseId: string; lessonId: string },
  plan: PatrolPlan,
  by: Participant,
): Promise<PatrolPlan> {
  const { store, clock, planned } = deps;
  const updatedAt = clock.now();
  await store.transaction(async (queries) => {
    if (!(await hasLesson(queries, courseId, lessonId))) throw new AppError('not_found');
    const { minutes, ports } = (await findPlan(queries, lessonId)) ?? nothing;
    await savePlan(queries, lessonId, plan, new Date(updatedAt));
    const changed = changedFields({ minutes, ports }, plan);
    if (changed) {
      await writeAudit(queries, by, [
        { courseId, action: 'patrolPlan.changed', recordId: lessonId, ...changed },
      ]);
    }
  });
  planned(lessonId, { ...plan, updatedAt });
  return plan;
}
