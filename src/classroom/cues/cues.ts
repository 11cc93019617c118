import type { Cue, CueDone, CueSheet, CueState } from '../../contract/cues.ts';
import type { Participant } from '../../contract/identity.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess, ClassroomView } from '../../lib/live-classroom.ts';
import * as repository from './repository.ts';
import type { CueScene } from './runners.ts';
import { arriveAt, mark, nextCue, stepBack } from './sheet.ts';

export interface CueDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
  run: (scene: CueScene, cue: Cue) => Promise<void>;
}

interface Place {
  connection: Connection;
  classroom: ClassroomView;
  participant: Participant;
  row: repository.SheetRow;
}

/** Works through a lesson's cues. What it says is done is on record; nothing of it is kept in memory. */
export class Cues {
  readonly #deps: CueDependencies;
  /** One step of a lesson after the other. A cue may wait for the classroom's own turn, so this is not that one. */
  readonly #queue = new KeyedQueue();

  constructor(deps: CueDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_joined`. */
  async sheet(connection: Connection): Promise<CueSheet> {
    const { id: lessonId, courseId } = this.#deps.access.require(connection).classroom.lesson;
    const { db } = this.#deps.store;
    const row = await repository.findSheet(db, lessonId);
    const targets = await repository.findTargets(db, { courseId, lessonId }, row?.cues ?? []);
    return toSheet(lessonId, row, targets);
  }

  /** Does the next cue if it is the named one. A cue that fails is not done, and the lesson stays where it is. */
  next(connection: Connection, cueId: string): Promise<CueState> {
    return this.#inTurn(connection, async (place) => {
      const cue = nextCue(place.row);
      return cue?.id === cueId ? this.#run(place, cue) : stateOf(place.row);
    });
  }

  /** Throws `cue_gone`, and what the cue's action throws. */
  run(connection: Connection, cueId: string): Promise<CueState> {
    return this.#inTurn(connection, (place) => this.#run(place, cueOf(place, cueId)));
  }

  back(connection: Connection): Promise<CueState> {
    return this.#inTurn(connection, (place) => {
      const { currentId } = place.row;
      if (currentId === null) return Promise.resolve(stateOf(place.row));
      return this.#step(place, 'cue.left', currentId, (row) => stepBack(row));
    });
  }

  /** Throws `cue_gone`. */
  mark(connection: Connection, cueId: string, done: boolean): Promise<CueState> {
    return this.#inTurn(connection, (place) => {
      cueOf(place, cueId);
      const how = done ? this.#doneBy(place.participant, 'marked') : null;
      return this.#step(place, done ? 'cue.marked' : 'cue.unmarked', cueId, (row) => mark(row, cueId, how));
    });
  }

  restart(connection: Connection): Promise<CueState> {
    return this.#inTurn(connection, (place) => {
      const nothing = { currentId: null, done: {} };
      return this.#step(place, 'cue.restarted', place.row.lessonId, () => nothing);
    });
  }

  /** Waits for what is being done. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #run(place: Place, cue: Cue): Promise<CueState> {
    await this.#deps.run({ ...place, runKey: String(place.row.steps) }, cue);
    const how = this.#doneBy(place.participant, 'ran');
    return this.#step(place, 'cue.ran', cue.id, (row) =>
      // It may have been taken off the list meanwhile.
      row.cues.some(({ id }) => id === cue.id) ? arriveAt(row, cue.id, how) : stateOf(row),
    );
  }

  /** Commits where the lesson is now, then tells it. */
  async #step(
    { participant, classroom }: Place,
    action: string,
    recordId: string,
    change: (row: repository.SheetRow) => CueState,
  ): Promise<CueState> {
    const { id: lessonId, courseId } = classroom.lesson;
    const { revision, state } = await this.#deps.store.transaction(async (queries) => {
      const row = await repository.findSheet(queries, lessonId, true);
      if (!row) throw new AppError('cue_gone');
      const changed = change(row);
      await repository.saveSheet(queries, lessonId, { ...changed, steps: row.steps + 1 });
      await writeAudit(queries, participant, [{ courseId, action, recordId, after: { lessonId } }]);
      return { revision: row.revision, state: changed };
    });
    this.#deps.access.tell(lessonId, 'staff', 'cue.changed', { lessonId, revision, state });
    return state;
  }

  #inTurn(connection: Connection, work: (place: Place) => Promise<CueState>): Promise<CueState> {
    const { classroom } = this.#deps.access.require(connection);
    const { id } = classroom.lesson;
    return this.#queue.run(id, async () => {
      // The seat may have been given up while others were served.
      const { participant } = this.#deps.access.require(connection);
      const row = await repository.findSheet(this.#deps.store.db, id);
      if (!row) throw new AppError('cue_gone');
      return work({ connection, classroom, participant, row });
    });
  }

  #doneBy({ name: by }: Participant, how: CueDone['how']): CueDone {
    return { at: this.#deps.clock.now(), by, how };
  }
}

/** A sheet as it crosses the wire. */
export function toSheet(
  lessonId: string,
  row: repository.SheetRow | undefined,
  targets: Record<string, string>,
): CueSheet {
  return {
    lessonId,
    revision: row?.revision ?? 0,
    cues: row?.cues ?? [],
    targets,
    state: row ? stateOf(row) : { currentId: null, done: {} },
  };
}

function stateOf({ currentId, done }: repository.SheetRow): CueState {
  return { currentId, done };
}

function cueOf({ row }: Place, cueId: string): Cue {
  const cue = row.cues.find(({ id }) => id === cueId);
  if (!cue) throw new AppError('cue_gone');
  return cue;
}
