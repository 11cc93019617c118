import type {
  ContradictionKind,
  MarkState,
  ReminderAbout,
  SignInMethod,
  WindowKind,
} from '../../../../src/contract/attendance.ts';

// The contract's own lists would bring its schemas with them; a kind that is missing here does not compile.

const states: Record<MarkState, true> = { present: true, late: true, leave: true, absent: true };

const kinds: Record<ContradictionKind, true> = {
  signed_in_called_absent: true,
  called_present_not_signed_in: true,
  port_hardly_watched: true,
  branch_never_seen: true,
  more_sign_ins_than_heads: true,
};

const windowKinds: Record<WindowKind, true> = { start: true, again: true, out: true };
const methods: Record<SignInMethod, true> = { code: true, port: true, liaison: true };
const abouts: Record<ReminderAbout, true> = { rollCall: true, absent: true };

/** What a verdict can be, in the order in which it is offered. */
export const verdictStates = ['present', 'late', 'leave', 'absent'] as const satisfies readonly MarkState[];

export function isState(value: string): value is MarkState {
  return Object.hasOwn(states, value);
}

export function isContradiction(value: string): value is ContradictionKind {
  return Object.hasOwn(kinds, value);
}

export function isWindowKind(value: string): value is WindowKind {
  return Object.hasOwn(windowKinds, value);
}

export function isMethod(value: string): value is SignInMethod {
  return Object.hasOwn(methods, value);
}

export function isReminder(value: string): value is ReminderAbout {
  return Object.hasOwn(abouts, value);
}
