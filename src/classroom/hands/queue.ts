import type { Hand } from '../../contract/stage.ts';
import type { Role } from '../../contract/roles.ts';

/** A raised hand as it is kept. */
export interface RaisedHand {
  handId: string;
  /** See `ownerOf`. */
  owner: string;
  participantId: string;
  role: Role;
  name: string;
  branchId: string | null;
  traineeId: string | null;
  raisedAt: number;
}

/** What the queue has to know of others to put hands in order and show them. */
export interface QueueSight {
  fair: boolean;
  /** How often each owner was on the stage today. */
  heard: ReadonlyMap<string, number>;
  branchName(branchId: string): string | null;
  reachable(hand: RaisedHand): boolean;
}

/** The raised hands of one lesson, one of each branch or port. Plain state, no I/O. */
export class HandQueue {
  readonly #byOwner = new Map<string, RaisedHand>();

  constructor(hands: readonly RaisedHand[] = []) {
    for (const hand of hands) this.#byOwner.set(hand.owner, hand);
  }

  get size(): number {
    return this.#byOwner.size;
  }

  of(owner: string): RaisedHand | undefined {
    return this.#byOwner.get(owner);
  }

  byId(handId: string): RaisedHand | undefined {
    return [...this.#byOwner.values()].find((hand) => hand.handId === handId);
  }

  raise(hand: RaisedHand): void {
    this.#byOwner.set(hand.owner, hand);
  }

  lower(owner: string): void {
    this.#byOwner.delete(owner);
  }

  clear(): void {
    this.#byOwner.clear();
  }

  /** Who was not heard today comes first if the queue is fair; then whoever raised first. */
  ordered({ fair, heard }: Pick<QueueSight, 'fair' | 'heard'>): RaisedHand[] {
    const turn = ({ owner }: RaisedHand): number => (fair && (heard.get(owner) ?? 0) > 0 ? 1 : 0);
    return [...this.#byOwner.values()].sort(
      (a, b) => turn(a) - turn(b) || a.raisedAt - b.raisedAt || (a.handId < b.handId ? -1 : 1),
    );
  }

  /** The queue as staff see it. */
  view(sight: QueueSight): Hand[] {
    return this.ordered(sight).map((hand) => ({
      handId: hand.handId,
      participantId: hand.participantId,
      role: hand.role,
      name: hand.name,
      branchId: hand.branchId,
      branchName: hand.branchId === null ? null : sight.branchName(hand.branchId),
      raisedAt: hand.raisedAt,
      heardToday: sight.heard.get(hand.owner) ?? 0,
      reachable: sight.reachable(hand),
    }));
  }
}
