import { createHash, randomBytes } from 'node:crypto';
import type { Participant } from '../../contract/identity.ts';
import type { Pick } from '../../contract/polls.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { newId } from '../../lib/ids.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess, ClassroomView } from '../../lib/live-classroom.ts';
import { findPicks, insertPick, type PickRow } from './repository.ts';

export interface PickDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
}

/** Who is in the classroom. */
type Attendance = Readonly<{ branches: ClassroomView['branches']; online: readonly Participant[] }>;

/** Somebody, or a branch, that can be picked. */
export interface Candidate {
  id: string;
  name: string;
  branchName: string | null;
}

/** Draws a trainee or a branch among those present. What was drawn is on record before anybody sees it. */
export class Picks {
  readonly #deps: PickDependencies;

  constructor(deps: PickDependencies) {
    this.#deps = deps;
  }

  /** Throws `pick_nobody` when nobody is present, `lesson_ended`. */
  async draw(connection: Connection, of: Pick['of']): Promise<Pick> {
    const { access, store, clock } = this.#deps;
    const { classroom, participant: by } = access.require(connection);
    const { id: lessonId, courseId } = classroom.lesson;
    return access.inTurn(lessonId, async () => {
      if (classroom.lesson.endedAt !== null) throw new AppError('lesson_ended');
      const here = { branches: classroom.branches, online: classroom.online() };
      const present = of === 'trainee' ? presentTrainees(here) : presentBranches(here);
      const earlier = (await findPicks(store.db, lessonId)).filter((one) => one.of === of);
      const { round, candidates } = remaining(present, earlier);
      const seed = randomBytes(32).toString('hex');
      const drawn = candidates[drawIndex(seed, candidates)];
      if (!drawn) throw new AppError('pick_nobody');
      const row: PickRow = {
        ...{ id: newId(), courseId, lessonId, of, round, seed },
        ...{ pickedId: drawn.id, name: drawn.name, branchName: drawn.branchName },
        candidates: candidates.map(({ id }) => id),
        at: new Date(clock.now()),
        sessionId: by.sessionId,
        drawnBy: by.name,
      };
      await store.transaction(async (queries) => {
        await insertPick(queries, row);
        const after = { lessonId, of, name: row.name, among: candidates.length, round, seed };
        await writeAudit(queries, by, [{ courseId, action: 'pick.drawn', recordId: row.id, after }]);
      });
      const pick = toPick(row);
      const { pickId, name, branchName, at: shownAt } = pick;
      await access.show(lessonId, { kind: 'pick', pickId, of, name, branchName, shownAt });
      return pick;
    });
  }

  /** The newest first. Throws `not_joined`. */
  async list(connection: Connection): Promise<Pick[]> {
    const { lesson } = this.#deps.access.require(connection).classroom;
    return (await findPicks(this.#deps.store.db, lesson.id)).map(toPick);
  }
}

/** Trainees, in branches and at ports, whose page is connected; each once, however many devices they have. */
export function presentTrainees({ branches, online }: Attendance): Candidate[] {
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  const found = new Map<string, Candidate>();
  for (const { role, name, traineeId, sessionId, branchId } of online) {
    if (role !== 'trainee' && role !== 'port') continue;
    const id = traineeId ?? sessionId;
    found.set(id, { id, name, branchName: branchId === null ? null : (names.get(branchId) ?? null) });
  }
  return [...found.values()];
}

/** Branches of which the screen, the liaison or a trainee is connected. */
export function presentBranches({ branches, online }: Attendance): Candidate[] {
  const here = new Set(online.flatMap(({ role, branchId }) => (role === 'port' ? [] : [branchId])));
  return branches.filter(({ id }) => here.has(id)).map(({ id, name }) => ({ id, name, branchName: null }));
}

/** Those present who were not picked in this round; when that is nobody, a new round begins with everybody present. */
export function remaining(
  present: readonly Candidate[],
  earlier: readonly { pickedId: string; round: number }[],
): { round: number; candidates: Candidate[] } {
  const round = Math.max(1, ...earlier.map((one) => one.round));
  const done = new Set(earlier.filter((one) => one.round === round).map(({ pickedId }) => pickedId));
  const sorted = [...present].sort((a, b) => (a.id < b.id ? -1 : 1));
  const left = sorted.filter(({ id }) => !done.has(id));
  return left.length > 0 || done.size === 0
    ? { round, candidates: left }
    : { round: round + 1, candidates: sorted };
}

/** Which of the candidates a seed falls on: whoever has both can draw again. */
export function drawIndex(seed: string, candidates: readonly { id: string }[]): number {
  if (candidates.length === 0) return 0;
  const digest = createHash('sha256')
    .update([seed, ...candidates.map(({ id }) => id)].join('\n'))
    .digest('hex');
  return Number(BigInt(`0x${digest}`) % BigInt(candidates.length));
}

function toPick({ id: pickId, of, name, branchName, at, candidates, round }: PickRow): Pick {
  return { pickId, of, name, branchName, at: at.getTime(), among: candidates.length, round };
}
