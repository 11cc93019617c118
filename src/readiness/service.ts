import type { IceServer, TransportOptions } from '../contract/media.ts';
import type { Participant } from '../contract/identity.ts';
import type { CheckResult, ReadinessCheck, ReadinessEntry } from '../contract/readiness.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import type { MediaPort, MediaProbe } from '../media/port.ts';
import type { Store } from '../store/port.ts';
import * as repository from './repository.ts';
import { phoneFirst, problemsOf, stateOf } from './verdict.ts';

export interface ReadinessDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  media: Pick<MediaPort, 'openProbe' | 'iceServers'>;
  /** Throws `not_found`. */
  requireCourse: (courseId: string) => Promise<unknown>;
}

/** Whether each room's device and line are fit for class. */
export class Readiness {
  readonly #deps: ReadinessDependencies;
  /** The open probe of each session: a second one closes the first, so that nobody collects them. */
  readonly #probes = new Map<string, MediaProbe>();

  constructor(deps: ReadinessDependencies) {
    this.#deps = deps;
  }

  /** Committed when it resolves. Throws `not_found`. */
  async save(participant: Participant, courseId: string, result: CheckResult): Promise<ReadinessCheck> {
    await this.#deps.requireCourse(courseId);
    const { store, clock, fanout } = this.#deps;
    const { role, branchId, traineeId } = participant;
    const at = new Date(clock.now());
    const place = placeOf(participant);
    this.#closeProbe(participant.sessionId);
    await repository.saveCheck(store.db, { courseId, place, role, branchId, traineeId, at, result });
    tellOrganisers(fanout, courseId, 'readiness.changed', { courseId });
    return toCheck({ at, result }, role);
  }

  async own(participant: Participant, courseId: string): Promise<ReadinessCheck | null> {
    const row = await repository.findCheck(this.#deps.store.db, courseId, placeOf(participant));
    return row ? toCheck(row, participant.role) : null;
  }

  /** All branches and ports, those to phone first. Throws `not_found`. */
  async board(courseId: string): Promise<ReadinessEntry[]> {
    await this.#deps.requireCourse(courseId);
    const { store, clock } = this.#deps;
    const [checks, branches, ports] = await Promise.all([
      repository.findChecks(store.db, courseId),
      repository.findBranches(store.db, courseId),
      repository.findPorts(store.db, courseId),
    ]);
    const now = clock.now();
    const checkOf = (place: string): ReadinessCheck | null => {
      const row = checks.get(place);
      return row ? toCheck(row, row.role) : null;
    };
    return phoneFirst([
      ...branches.map((branch) => {
        const check = checkOf(`screen:${branch.id}`);
        const phoneCheck = checkOf(`liaison:${branch.id}`);
        return { ...branch, kind: 'branch' as const, state: stateOf(check, now), check, phoneCheck };
      }),
      ...ports.map((port) => {
        const check = checkOf(`port:${port.id}`);
        const nobody = { level: null, liaisonName: '', liaisonPhone: '', phoneCheck: null };
        return { ...port, ...nobody, kind: 'port' as const, state: stateOf(check, now), check };
      }),
    ]);
  }

  /** Throws `not_found`, `media_unavailable`. */
  async probe(
    { sessionId }: Participant,
    courseId: string,
  ): Promise<{ transport: TransportOptions; iceServers: IceServer[] }> {
    const { media, requireCourse } = this.#deps;
    await requireCourse(courseId);
    this.#closeProbe(sessionId);
    const probe = await media.openProbe();
    this.#closeProbe(sessionId);
    this.#probes.set(sessionId, probe);
    return { transport: probe.transport, iceServers: media.iceServers(sessionId) };
  }

  /** Idempotent. */
  close(): void {
    for (const sessionId of [...this.#probes.keys()]) this.#closeProbe(sessionId);
  }

  #closeProbe(sessionId: string): void {
    this.#probes.get(sessionId)?.close();
    this.#probes.delete(sessionId);
  }
}

/** Whose device it is. Throws `forbidden` for a session that has no place of its own. */
function placeOf({ role, branchId, traineeId }: Participant): string {
  const owner = role === 'port' ? traineeId : branchId;
  if (owner === null) throw new AppError('forbidden');
  return `${role}:${owner}`;
}

function toCheck({ at, result }: { at: Date; result: CheckResult }, role: Role): ReadinessCheck {
  return { at: at.getTime(), result, problems: problemsOf(result, role) };
}
