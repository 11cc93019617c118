import { z } from 'zod';

const minutes = (most: number) => z.number().int().min(0).max(most);

/** How a course counts attendance. Minutes are whole; see `docs/architecture.md` for what follows from it. */
export const attendancePolicy = z.strictObject({
  /** Minutes before the lesson's start from which on people can sign in. */
  opensBeforeMin: minutes(240),
  /** Minutes after the start until which it is in time. */
  graceMin: minutes(60),
  /** Minutes after the start after which nobody can sign in any more; null until the lesson's end. */
  closesAfterMin: minutes(600).nullable(),
  /** More minutes late than these count as absent; null never. */
  lateIsAbsentAfterMin: minutes(600).nullable(),
  /** What being late is worth, from 0 to 1. */
  lateWorth: z.number().min(0).max(1),
  /** What leave is worth: left out of the score, or as if present or absent. */
  leaveCounts: z.enum(['neutral', 'present', 'absent']),
  /** A window asked for mid-lesson that was missed: nothing follows, it counts as late, or as absent. */
  missedCounts: z.enum(['nothing', 'late', 'absent']),
  /** Called present without having signed in: to be decided by the organiser, or counted as present or absent. */
  calledAlone: z.enum(['decide', 'present', 'absent']),
  /** People may sign in in another branch than their own; it is marked. */
  visitingRooms: z.boolean(),
  /** A port that watched a smaller part of the lesson than this, 0 to 1, is put before the organiser; null never. */
  portShare: z.number().min(0).max(1).nullable(),
  /** Minutes after the start after which branches without roll call are reminded; null never. */
  remindAfterMin: minutes(600).nullable(),
});
export type AttendancePolicy = z.infer<typeof attendancePolicy>;

/** The policy of a course that has settled nothing. */
export const usualPolicy: AttendancePolicy = {
  opensBeforeMin: 30,
  graceMin: 5,
  closesAfterMin: null,
  lateIsAbsentAfterMin: 30,
  lateWorth: 0.5,
  leaveCounts: 'neutral',
  missedCounts: 'nothing',
  calledAlone: 'decide',
  visitingRooms: false,
  portShare: 0.5,
  remindAfterMin: 15,
};
