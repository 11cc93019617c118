import type {
  AttendancePolicy,
  ContradictionKind,
  Evidence,
  MarkState,
  PresenceTime,
  SignIn,
} from '../contract/attendance.ts';

/** What is known of the branch in which somebody signed in. */
export interface BranchEvidence {
  /** A round that was finished saw other branches and not this one. */
  neverSeen: boolean;
  /** People who signed in there with the lesson's own window. */
  signedIn: number;
  /** Heads counted there: by the liaison, else by an inspector; null when nobody counted. */
  heads: number | null;
  /** Contradictions that the organiser let stand. */
  settled: ReadonlySet<ContradictionKind>;
}

/** All sources about one person in one lesson. */
export interface Sources {
  signIns: readonly SignIn[];
  mark: MarkState | null;
  port: boolean;
  presence: PresenceTime | null;
  /** Minutes that the lesson lasted; null while it goes on. */
  lessonMinutes: number | null;
  /** Windows asked for mid-lesson that are over. */
  askedOver: readonly string[];
  /** The lesson's own window is over: who has not signed in cannot any more. */
  over: boolean;
  /** Null for somebody without a sign-in in a branch. */
  branch: BranchEvidence | null;
  decided: Evidence['verdict']['decided'];
}

/** What speaks against each other in the sources of one person; empty when they agree. */
export function contradictionsOf(sources: Sources, policy: AttendancePolicy): ContradictionKind[] {
  const { mark, branch, presence, lessonMinutes } = sources;
  const own = ownSignIn(sources);
  const found: ContradictionKind[] = [];
  if (!own) {
    const called = mark === 'present' || mark === 'late';
    if (called && sources.over && policy.calledAlone === 'decide') found.push('called_present_not_signed_in');
    return found;
  }
  if (mark === 'absent') found.push('signed_in_called_absent');
  if (sources.port && policy.portShare !== null && lessonMinutes !== null && lessonMinutes > 0) {
    const share = (presence?.watchingMinutes ?? 0) / lessonMinutes;
    if (share < policy.portShare) found.push('port_hardly_watched');
  }
  if (branch?.neverSeen) found.push('branch_never_seen');
  if (branch && branch.heads !== null && branch.signedIn > branch.heads)
    found.push('more_sign_ins_than_heads');
  return found.filter((kind) => !branch?.settled.has(kind));
}

/**
 * What follows from the evidence about one person in one lesson under the course's policy. The organiser's decision stands
 * above everything; a contradiction leaves the verdict open until it is decided.
 */
export function verdictOf(sources: Sources, policy: AttendancePolicy): Evidence['verdict'] {
  const { decided } = sources;
  const lateMinutes = ownSignIn(sources)?.lateMinutes ?? 0;
  if (decided) {
    return {
      state: decided.state,
      worth: worthOf(decided.state, policy),
      lateMinutes,
      contradictions: [],
      decided,
    };
  }
  const contradictions = contradictionsOf(sources, policy);
  const state = contradictions.length > 0 ? null : stateOf(sources, policy);
  return { state, worth: state && worthOf(state, policy), lateMinutes, contradictions, decided };
}

/** What a state is worth, 0 to 1; null when it is left out. */
export function worthOf(state: MarkState, policy: AttendancePolicy): number | null {
  if (state === 'leave') return policy.leaveCounts === 'neutral' ? null : worthOf(policy.leaveCounts, policy);
  return { present: 1, late: policy.lateWorth, absent: 0 }[state];
}

function stateOf(sources: Sources, policy: AttendancePolicy): MarkState | null {
  const { mark, over } = sources;
  if (mark === 'leave') return 'leave';
  const own = ownSignIn(sources);
  if (own) return afterMissed(signedState(own, mark, policy), sources, policy);
  if (mark === 'absent') return 'absent';
  if (mark === null || !over) return over ? 'absent' : null;
  // Called present or late without a sign-in; what is left to the organiser is a contradiction and never comes here.
  return policy.calledAlone === 'present' ? afterMissed(mark, sources, policy) : 'absent';
}

function signedState({ lateMinutes }: SignIn, mark: MarkState | null, policy: AttendancePolicy): MarkState {
  const { lateIsAbsentAfterMin } = policy;
  if (lateIsAbsentAfterMin !== null && lateMinutes > lateIsAbsentAfterMin) return 'absent';
  return lateMinutes > 0 || mark === 'late' ? 'late' : 'present';
}

/** A window asked for mid-lesson that was missed can make it worse, never better. */
function afterMissed(state: MarkState, { askedOver, signIns }: Sources, policy: AttendancePolicy): MarkState {
  if (policy.missedCounts === 'nothing' || state === 'absent') return state;
  const missed = askedOver.some((windowId) => !signIns.some((one) => one.windowId === windowId));
  return missed ? policy.missedCounts : state;
}

function ownSignIn({ signIns }: Pick<Sources, 'signIns'>): SignIn | undefined {
  return signIns.find(({ kind }) => kind === 'start');
}
