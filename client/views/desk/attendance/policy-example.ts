import type { AttendancePolicy } from '../../../../src/contract/attendance.ts';

/** Minutes of the day at which the example's lesson starts: 9:00. */
const start = 9 * 60;
/** Minutes after the start at which its person signs in. */
const after = 20;

/** What the policy says of somebody who signs in at 9:20 to a lesson that starts at 9:00. */
export function policyExample(policy: AttendancePolicy) {
  const { opensBeforeMin, graceMin, closesAfterMin, lateIsAbsentAfterMin } = policy;
  const late = after - graceMin;
  return {
    opens: timeOfDay(start - opensBeforeMin),
    inTimeUntil: timeOfDay(start + graceMin),
    late,
    outcome: outcomeOf(),
  };

  function outcomeOf() {
    if (typeof closesAfterMin === 'number' && closesAfterMin <= after) return 'exampleTooLate' as const;
    if (late <= 0) return 'exampleInTime' as const;
    const absent = typeof lateIsAbsentAfterMin === 'number' && late > lateIsAbsentAfterMin;
    return absent ? ('exampleLateAbsent' as const) : ('exampleLate' as const);
  }
}

function timeOfDay(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
