import type { Lesson } from '../../contract/course.ts';
import type { Participant } from '../../contract/identity.ts';
import { limits } from '../../contract/limits.ts';
import type { HandQueueView, OwnHand } from '../../contract/stage.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { newId } from '../../lib/ids.ts';
import type { Store } from '../../store/port.ts';
import type { Classroom } from '../classroom.ts';
import type { ClassroomPart, ClassroomView, Hearers } from '../../lib/live-classroom.ts';
import type { ClassroomRegistry } from '../registry.ts';
import { ownerOf } from '../stage/owner.ts';
import { countHeard, saveStage } from '../stage/repository.ts';
import { HandQueue, type RaisedHand } from './queue.ts';
import * as repository from './repository.ts';

/** Half a second: 221 hands that go up together cost two messages, not 221. */
const newsMs = 500;

interface LessonHands {
  queue: HandQueue;
  /** How often each owner was on the stage today. */
  heard: Map<string, number>;
  /** What their owners were told last, and who heard it. */
  told: Map<string, { place: number; to: Hearers }>;
  timer: NodeJS.Timeout | undefined;
}

export interface HandsDependencies {
  registry: ClassroomRegistry;
  store: Store;
}

/** Who would like to speak. Hands survive reconnects and restarts: what is acknowledged is in the records. */
export class Hands implements ClassroomPart {
  readonly #deps: HandsDependencies;
  readonly #lessons = new Map<string, LessonHands>();

  constructor(deps: HandsDependencies) {
    this.#deps = deps;
  }

  async opened({ lesson }: ClassroomView): Promise<void> {
    const { db } = this.#deps.store;
    const [hands, heard] = await Promise.all([
      repository.findHands(db, lesson.id),
      countHeard(db, lesson.courseId, midnight(this.#deps.registry.now())),
    ]);
    this.#lessons.set(lesson.id, { queue: new HandQueue(hands), heard, told: new Map(), timer: undefined });
  }

  closed(lessonId: string): void {
    clearTimeout(this.#lessons.get(lessonId)?.timer);
    this.#lessons.delete(lessonId);
  }

  own(lessonId: string, participant: Participant): { hand: OwnHand | null } {
    return { hand: this.#ownHand(lessonId, ownerOf(participant)) };
  }

  /** The hand of the own branch or port; the one that is up already, if there is one. Throws `lesson_ended`, `forbidden`. */
  async raise(connection: Connection): Promise<OwnHand> {
    return this.#inTurn(connection, async (classroom, participant, { queue, told }) => {
      if (classroom.phase === 'ended') throw new AppError('lesson_ended');
      const owner = ownerOf(participant);
      if (owner === null) throw new AppError('forbidden');
      if (!queue.of(owner)) {
        const hand = handOf(participant, owner, this.#deps.registry.now());
        await repository.insertHand(this.#deps.store.db, classroom.lesson.id, hand);
        queue.raise(hand);
        // Whoever raised it knows by the answer, and is to hear that it is down even if that comes before the next news.
        told.set(owner, { place: 0, to: hearersOf(hand) });
      }
      const own = this.#ownHand(classroom.lesson.id, owner);
      if (!own) throw new AppError('not_found');
      return own;
    });
  }

  /** Lowers the hand of the own branch or port: whoever raised it may, and the liaison of the branch. */
  async lower(connection: Connection): Promise<void> {
    await this.#inTurn(connection, async (classroom, participant, { queue }) => {
      const hand = queue.of(ownerOf(participant) ?? '');
      if (!hand) return;
      if (hand.participantId !== participant.sessionId && participant.role !== 'liaison') {
        throw new AppError('forbidden');
      }
      await this.#end(classroom, hand, 'lowered');
    });
  }

  async dismiss(connection: Connection, handId: string): Promise<void> {
    await this.#inTurn(connection, async (classroom, _participant, { queue }) => {
      const hand = queue.byId(handId);
      if (hand) await this.#end(classroom, hand, 'dismissed');
    });
  }

  /** Throws `not_joined`. */
  list(connection: Connection): HandQueueView {
    const { classroom } = this.#deps.registry.seated(connection);
    return this.#view(classroom, Number.POSITIVE_INFINITY);
  }

  async setFair(connection: Connection, fair: boolean): Promise<void> {
    await this.#inTurn(connection, async (classroom) => {
      await saveStage(this.#deps.store.db, classroom.lesson.id, { fairHands: fair });
      classroom.direction.fairHands = fair;
    });
  }

  /** Whose hand that is. Throws `not_found` when it is down. */
  find(connection: Connection, handId: string): RaisedHand {
    const { classroom } = this.#deps.registry.seated(connection);
    const hand = this.#lessons.get(classroom.lesson.id)?.queue.byId(handId);
    if (!hand) throw new AppError('not_found');
    return hand;
  }

  /** Somebody was called to the stage: their hand is down. */
  async called(connection: Connection, participant: Participant): Promise<void> {
    await this.#inTurn(connection, async (classroom, _by, { queue }) => {
      const hand = queue.of(ownerOf(participant) ?? '');
      if (hand) await this.#end(classroom, hand, 'called');
    });
  }

  /** Somebody is being heard: with a fair queue, others come first from now on. */
  heard(lessonId: string, participant: Participant): void {
    const hands = this.#lessons.get(lessonId);
    const owner = ownerOf(participant);
    if (!hands || owner === null) return;
    hands.heard.set(owner, (hands.heard.get(owner) ?? 0) + 1);
    this.#changed(lessonId);
  }

  async lessonChanged({ id, endedAt }: Lesson): Promise<void> {
    const hands = this.#lessons.get(id);
    if (!hands || endedAt === null) return;
    await repository.endHands(this.#deps.store.db, id, this.#deps.registry.now());
    hands.queue.clear();
    this.#changed(id);
  }

  /** Whether a hand can be called depends on who is there. */
  seatChanged(lessonId: string): void {
    if ((this.#lessons.get(lessonId)?.queue.size ?? 0) > 0) this.#changed(lessonId);
  }

  async #end(classroom: Classroom, hand: RaisedHand, outcome: repository.HandOutcome): Promise<void> {
    await repository.endHand(this.#deps.store.db, hand.handId, outcome, this.#deps.registry.now());
    this.#lessons.get(classroom.lesson.id)?.queue.lower(hand.owner);
  }

  #inTurn<T>(
    connection: Connection,
    work: (classroom: Classroom, participant: Participant, hands: LessonHands) => Promise<T>,
  ): Promise<T> {
    const { id } = this.#deps.registry.seated(connection).classroom.lesson;
    return this.#deps.registry.inTurn(id, async () => {
      const { classroom, seat } = this.#deps.registry.seated(connection);
      const hands = this.#lessons.get(id);
      if (!hands) throw new AppError('not_joined');
      const result = await work(classroom, seat.participant, hands);
      this.#changed(id);
      return result;
    });
  }

  #ownHand(lessonId: string, owner: string | null): OwnHand | null {
    const hands = this.#lessons.get(lessonId);
    const hand = owner === null ? undefined : hands?.queue.of(owner);
    const fair = this.#deps.registry.opened(lessonId)?.direction.fairHands ?? true;
    if (!hands || !hand) return null;
    const place = hands.queue.ordered({ fair, heard: hands.heard }).indexOf(hand) + 1;
    return { handId: hand.handId, raisedAt: hand.raisedAt, place };
  }

  #view(classroom: Classroom, most: number): HandQueueView {
    const { id } = classroom.lesson;
    const hands = this.#lessons.get(id);
    const { fairHands: fair } = classroom.direction;
    if (!hands) return { hands: [], total: 0, fair };
    const names = new Map(classroom.branches.map((branch) => [branch.id, branch.name]));
    const online = new Set(classroom.online().map(deviceKey));
    const view = hands.queue.view({
      fair,
      heard: hands.heard,
      branchName: (branchId) => names.get(branchId) ?? null,
      reachable: (hand) =>
        online.has(
          hand.branchId === null || hand.role === 'port' ? hand.participantId : `screen:${hand.branchId}`,
        ),
    });
    return { hands: view.slice(0, most), total: view.length, fair };
  }

  #changed(lessonId: string): void {
    const hands = this.#lessons.get(lessonId);
    if (!hands || hands.timer) return;
    hands.timer = setTimeout(() => {
      hands.timer = undefined;
      this.#send(lessonId, hands);
    }, newsMs);
    hands.timer.unref();
  }

  #send(lessonId: string, hands: LessonHands): void {
    const { registry } = this.#deps;
    const classroom = registry.opened(lessonId);
    if (!classroom) return;
    registry.tell(lessonId, 'staff', 'hand.changed', this.#view(classroom, limits.handsShown));
    const before = hands.told;
    const ordered = hands.queue.ordered({ fair: classroom.direction.fairHands, heard: hands.heard });
    hands.told = new Map(
      ordered.map((hand, index) => [hand.owner, { place: index + 1, to: hearersOf(hand) }]),
    );
    for (const { owner, handId, raisedAt } of ordered) {
      const told = hands.told.get(owner);
      if (!told || before.get(owner)?.place === told.place) continue;
      registry.tell(lessonId, told.to, 'hand.own', { hand: { handId, raisedAt, place: told.place } });
    }
    for (const [owner, { to }] of before) {
      if (!hands.told.has(owner)) registry.tell(lessonId, to, 'hand.own', { hand: null });
    }
  }
}

function handOf(
  { sessionId, role, name, branchId, traineeId }: Participant,
  owner: string,
  raisedAt: number,
): RaisedHand {
  return { handId: newId(), owner, participantId: sessionId, role, name, branchId, traineeId, raisedAt };
}

/** A branch's hand is everybody's in it, a port's is its own. */
function hearersOf({ owner, participantId, branchId }: RaisedHand): Hearers {
  return owner.startsWith('branch:') && branchId !== null ? { branchId } : { sessionId: participantId };
}

/** By what a device is known that can come to the stage: a branch's screen, or the port itself. */
function deviceKey({ role, branchId, sessionId }: Participant): string {
  return role === 'screen' && branchId !== null ? `screen:${branchId}` : sessionId;
}

/** The beginning of the day in the server's zone. */
function midnight(now: number): Date {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day;
}
