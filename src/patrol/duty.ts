import type { Inspector } from '../contract/patrol.ts';
import type { Role } from '../contract/roles.ts';
import type { ClassroomView } from '../lib/live-classroom.ts';

const patrolling: readonly Role[] = ['organiser', 'lecturer', 'inspector'];

/** Whether somebody of that role may be on duty. */
export function mayPatrol(role: Role): boolean {
  return patrolling.includes(role);
}

/**
 * Who is on duty in one lesson: inspectors while they are in the classroom, unless they say otherwise; organiser and
 * lecturer when they say so. Somebody who dropped is on duty for the seat's time of grace.
 */
export class Duty {
  readonly #view: ClassroomView;
  /** What people have said, by session. */
  readonly #said: Map<string, boolean>;
  /** Those who had rooms when the server went down, while they are expected back. */
  readonly #expected = new Set<string>();

  constructor(view: ClassroomView, said: ReadonlyMap<string, boolean>) {
    this.#view = view;
    this.#said = new Map(said);
  }

  say(sessionId: string, onDuty: boolean): void {
    this.#said.set(sessionId, onDuty);
    this.#expected.delete(sessionId);
  }

  /** These keep their rooms although they are not here yet. */
  expect(sessionIds: Iterable<string>): void {
    for (const sessionId of sessionIds) this.#expected.add(sessionId);
  }

  /** Whoever has not come back by now is not on duty. */
  expectNobody(): void {
    this.#expected.clear();
  }

  /** Those who are here. */
  present(): Inspector[] {
    return this.#view.presence().flatMap(({ role, state, participantId: sessionId, name }) => {
      const isOn = this.#said.get(sessionId) ?? role === 'inspector';
      return mayPatrol(role) && state !== 'offline' && isOn ? [{ sessionId, name, role }] : [];
    });
  }

  /** The sessions among which rooms are dealt out. */
  sessions(): string[] {
    return [...new Set([...this.present().map(({ sessionId }) => sessionId), ...this.#expected])];
  }
}
