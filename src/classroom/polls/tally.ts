import {
  pollLimits,
  type PollAnswer,
  type PollBranch,
  type PollResults,
  type RoomCounts,
} from '../../contract/polls.ts';
import { isRight, sameWords, slotCount, slotsOf, wordsOf, type Asked } from './model.ts';

/** Where somebody's answer is counted: a branch, or null for the ports. */
export type Place = string | null;

interface Counted {
  place: Place;
  answer: PollAnswer;
}

/** What the persons of one place answered, and the room's own count if there is one. */
interface PlaceTally {
  persons: number;
  bars: number[];
  correct: number;
  room: RoomCounts | null;
}

/**
 * What a poll has come to, kept up answer by answer. A branch counts once: with a count of hands it is that count, and the
 * answers of its persons stay on record without counting; when the count is taken back they count again.
 */
export class Tally {
  readonly #asked: Asked;
  readonly #slots: number;
  readonly #expected: ReadonlyMap<Place, number>;
  readonly #voters = new Map<string, Counted>();
  readonly #places = new Map<Place, PlaceTally>();
  /** Numbers and words by what makes them the same. */
  readonly #words = new Map<string, { text: string; count: number }>();

  /** @param expected trainees on the roster by place */
  constructor(asked: Asked, expected: ReadonlyMap<Place, number>) {
    this.#asked = asked;
    this.#slots = slotCount(asked);
    this.#expected = expected;
  }

  /** Somebody's answer, in place of the one before. Answers the places whose figures changed. */
  count(voter: string, place: Place, answer: PollAnswer): Place[] {
    const before = this.#voters.get(voter);
    if (before) this.#add(before, -1);
    const counted = { place, answer };
    this.#voters.set(voter, counted);
    this.#add(counted, 1);
    return before && before.place !== place ? [before.place, place] : [place];
  }

  /** A branch's count of hands, in place of the one before; null takes it back. */
  countRoom(branchId: string, room: RoomCounts | null): void {
    this.#place(branchId).room = room;
  }

  results(): PollResults {
    let persons = 0;
    let inRooms = 0;
    let rooms = 0;
    let correct = 0;
    const bars = this.#noBars();
    for (const place of this.#places.values()) {
      if (place.room) {
        rooms += 1;
        inRooms += place.room.heads;
      } else persons += place.persons;
      correct += this.#correctOf(place);
      for (const [slot, count] of barsOf(place).entries()) bars[slot] = (bars[slot] ?? 0) + count;
    }
    const { key } = this.#asked;
    return {
      answered: persons + inRooms,
      persons,
      inRooms,
      rooms,
      bars,
      ...this.#listed(),
      average: this.#average(bars),
      correct: key === null ? null : correct,
    };
  }

  branch(place: Place): PollBranch {
    const tally = this.#places.get(place);
    return {
      branchId: place,
      answered: tally ? (tally.room?.heads ?? tally.persons) : 0,
      expected: this.#expected.get(place) ?? 0,
      bars: tally ? [...barsOf(tally)] : this.#noBars(),
      room: (tally?.room ?? null) !== null,
      persons: tally?.persons ?? 0,
    };
  }

  room(branchId: string): RoomCounts | null {
    return this.#places.get(branchId)?.room ?? null;
  }

  /** Every place that has somebody to answer, or an answer. */
  branches(): PollBranch[] {
    const places = new Set([...this.#expected.keys(), ...this.#places.keys()]);
    return Array.from(places, (place) => this.branch(place));
  }

  #add({ place, answer }: Counted, change: 1 | -1): void {
    const tally = this.#place(place);
    tally.persons += change;
    for (const slot of slotsOf(answer)) tally.bars[slot] = (tally.bars[slot] ?? 0) + change;
    const { key } = this.#asked;
    if (key !== null && isRight(key, answer)) tally.correct += change;
    const text = wordsOf(answer);
    if (text === null) return;
    const same = sameWords(text);
    const words = this.#words.get(same) ?? { text, count: 0 };
    words.count += change;
    if (words.count > 0) this.#words.set(same, words);
    else this.#words.delete(same);
  }

  #place(place: Place): PlaceTally {
    let tally = this.#places.get(place);
    if (!tally) {
      tally = { persons: 0, bars: this.#noBars(), correct: 0, room: null };
      this.#places.set(place, tally);
    }
    return tally;
  }

  #noBars(): number[] {
    return Array.from({ length: this.#slots }, () => 0);
  }

  #correctOf({ room, correct }: PlaceTally): number {
    if (!room) return correct;
    const { key } = this.#asked;
    if (key === null || key.kind === 'multiple') return 0;
    return slotsOf(key).reduce((sum, slot) => sum + (room.counts[slot] ?? 0), 0);
  }

  #listed(): Pick<PollResults, 'values' | 'others'> {
    const all = [...this.#words.values()].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
    const rest = all.slice(pollLimits.values);
    return {
      values: all.slice(0, pollLimits.values).map((one) => ({ ...one })),
      others: rest.reduce((sum, { count }) => sum + count, 0),
    };
  }

  #average(bars: readonly number[]): number | null {
    let count = 0;
    let sum = 0;
    if (this.#asked.kind === 'rating') {
      for (const [slot, heads] of bars.entries()) {
        count += heads;
        sum += heads * (slot + 1);
      }
    } else if (this.#asked.kind === 'number') {
      for (const { text, count: heads } of this.#words.values()) {
        count += heads;
        sum += heads * Number(text);
      }
    }
    return count === 0 ? null : sum / count;
  }
}

function barsOf({ room, bars }: PlaceTally): readonly number[] {
  return room ? room.counts : bars;
}
