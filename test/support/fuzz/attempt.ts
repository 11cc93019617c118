import fc from 'fast-check';
import type { Role } from '../../../src/contract/roles.ts';
import { permissions, type Permission } from '../../../src/contract/permissions.ts';
import { actors, type Actor } from './class.ts';
import { mutate, mutation, type Mutation } from './nasty.ts';

/** How much is tried: `PLENUM_FUZZ_RUNS` inputs for each command and route, from the seed `PLENUM_FUZZ_SEED`. */
export const effort = {
  runs: Number(process.env['PLENUM_FUZZ_RUNS'] ?? 18),
  seed: Number(process.env['PLENUM_FUZZ_SEED'] ?? 20_260_708),
};

const rights = new Map<string, Permission>(Object.entries(permissions));

/** What the matrix says of a command or route. Throws when it is not in there. */
export function permissionOf(name: string): Permission {
  const permission = rights.get(name);
  if (!permission) throw new Error(`${name} is not in the matrix`);
  return permission;
}

/** Tries a command or route with `runs` attempts; rejects with the first one that shows a problem. */
export async function tryAll<T>(
  name: string,
  attempts: fc.Arbitrary<T>,
  attemptOnce: (attempt: T) => Promise<void>,
  runs: number = effort.runs,
): Promise<void> {
  const property = fc.asyncProperty(attempts, attemptOnce);
  const report = await fc.check(property, { seed: effort.seed, numRuns: runs, endOnFailure: true });
  if (report.failed) throw new Error(`${name}: ${String(report.errorInstance)}`);
}

/** Whoever may, more often than all others: a refusal at the door says nothing about what is behind it. */
export function actorFor(permission: Permission): fc.Arbitrary<Actor> {
  const anybody = fc.constantFrom(...actors);
  const allowed = actors.filter((actor) => mayAttempt(permission, actor));
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...allowed) }, { weight: 2, arbitrary: anybody });
}

/** As the matrix says it, for everything that is one's own. */
export function mayAttempt({ scope, roles: allowed }: Permission, actor: Actor): boolean {
  if (scope === 'public') return true;
  if (actor === 'nobody') return false;
  const role: Role = actor === 'organiser of the server' ? 'organiser' : actor;
  return allowed.includes(role) && (scope !== 'server' || actor === 'organiser of the server');
}

export interface Change {
  place: number;
  change: Mutation;
}

/** None for a third of the inputs: what is valid must not fail either. */
export const changes: fc.Arbitrary<Change[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Change[]>([]) },
  {
    weight: 2,
    arbitrary: fc.array(fc.record({ place: fc.nat(1_000_000), change: mutation }), {
      minLength: 1,
      maxLength: 2,
    }),
  },
);

export function applied(input: unknown, made: readonly Change[]): unknown {
  return made.reduce((value, { place, change }) => mutate(value, place, change), input);
}

/** Runs the tasks, so many at a time; rejects with all that failed. */
export async function inParallel(tasks: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  const waiting = [...tasks];
  const problems: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task; task = waiting.shift())
      await task().catch((error: unknown) => problems.push(error));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const told = problems.map((problem) =>
    (problem instanceof Error ? problem.message : String(problem)).slice(0, 3_000),
  );
  if (told.length > 0) throw new Error(`${told.length} failed:\n${told.join('\n\n')}`);
}
