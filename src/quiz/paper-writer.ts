import type { Participant } from '../contract/identity.ts';
import { reachesBranch } from '../lib/access.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { Gathered } from '../lib/gathered.ts';
import type { Store } from '../store/port.ts';
import type { ItemCache } from './item-cache.ts';
import { findPlaces, hasPlace, type Place } from './places.ts';
import type { SavedAnswer, Sheet, SittingEvent } from './sheet.ts';
import { openSheets, writeSheets, type OwnedSheet } from './sheets.ts';

/** Requests of one transaction: short enough to be graded and built within a few milliseconds. */
const requestsAtOnce = 100;
/** Papers whose places are looked up at once, which costs the same however many they are. */
const placesAtOnce = 1_000;
/** So many times as long as that takes, what comes next is gathered for: while thousands hand in, places take a quarter of the time. */
const placesRest = 3;

/** Somebody who works on a paper, and the device that they do it with. */
export interface Sitter extends Participant {
  deviceId: string;
}

/** Answers to save, and with `handIn` the end of the paper. */
export interface PaperRequest {
  by: Sitter;
  courseId: string;
  paperId: string;
  answers: readonly SavedAnswer[];
  events: readonly [kind: SittingEvent, times: number][];
  handIn: boolean;
}

export interface WrittenPaper extends OwnedSheet {
  /** False for a paper that was handed in before. */
  isNew: boolean;
  /** Of a paper that is handed in, where places are shown. */
  place: Place | null;
}

type Outcome = Omit<WrittenPaper, 'place'> | AppError;

export interface CameraDependencies {
  /**
   * Whether a camera is on patrol where somebody sits: the room's, or the own on a port. With no lesson, as in an exam, that of any
   * lesson that goes on.
   */
  hasCamera: (who: { traineeId: string; branchId: string | null; lessonId: string | null }) => boolean;
}

export interface PaperWriterDependencies extends CameraDependencies {
  store: Store;
  clock: Clock;
  items: ItemCache;
}

/** Writes what people save and hand in; what comes close together shares a transaction, and each is told of its own commit. */
export class PaperWriter {
  readonly #deps: PaperWriterDependencies;
  readonly #gathered: Gathered<PaperRequest, Outcome>;
  readonly #places: Gathered<Sheet, Place | null>;

  constructor(deps: PaperWriterDependencies) {
    this.#deps = deps;
    this.#gathered = new Gathered({
      atOnce: requestsAtOnce,
      write: (batch) => this.#write(batch),
      isOfOne: isOfOne,
    });
    this.#places = new Gathered({
      atOnce: placesAtOnce,
      write: async (sheets) => {
        const places = await findPlaces(deps.store.db, sheets);
        return sheets.map(({ paper: { id } }) => places.get(id) ?? null);
      },
      rest: placesRest,
    });
  }

  /** Committed when it resolves. Throws `not_found`, and unless it is handed in `handed_in`, `time_over` and `quiz_closed`. */
  async write(request: PaperRequest): Promise<WrittenPaper> {
    const written = await this.#gathered.add(request);
    if (written instanceof AppError) throw written;
    const place = request.handIn && hasPlace(written.sheet) ? await this.#places.add(written.sheet) : null;
    return { ...written, place };
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    await this.#gathered.idle();
    await this.#places.idle();
  }

  async #write(batch: readonly PaperRequest[]): Promise<Outcome[]> {
    const { store, clock, items, hasCamera } = this.#deps;
    const paperIds = [...new Set(batch.map(({ paperId }) => paperId))];
    const answersOf = new Set(batch.flatMap(({ paperId, handIn }) => (handIn ? [paperId] : [])));
    return store.transaction(async (queries) => {
      const sheets = await openSheets(queries, { paperIds, answersOf, lock: true }, items);
      const now = new Date(clock.now());
      const all = batch.map((request) => {
        const found = sheets.get(request.paperId);
        const outcome = apply(request, found, now);
        if (found && !(outcome instanceof AppError) && outcome.isNew) noteCamera(found, hasCamera);
        return outcome;
      });
      await writeSheets(
        queries,
        [...sheets.values()].map(({ sheet }) => sheet),
        now,
      );
      return all;
    });
  }
}

/** What is answered where no camera is on patrol, though the quiz asks for one, is on record. */
function noteCamera({ sheet, trainee }: OwnedSheet, hasCamera: CameraDependencies['hasCamera']): void {
  const { lessonId, settings } = sheet.quiz;
  const { id: traineeId, branchId } = trainee;
  if (settings.requireCamera && !hasCamera({ traineeId, branchId, lessonId })) sheet.count('noCamera');
}

/** Does to a sheet what a request asks for. Several requests for one paper are done in the order in which they came. */
function apply(request: PaperRequest, found: OwnedSheet | undefined, now: Date): Outcome {
  const { by, courseId, answers, events, handIn } = request;
  if (!found || !mayWorkOn(by, courseId, found)) return new AppError('not_found');
  const { sheet } = found;
  if (!handIn) {
    const refusal = refusalOf(sheet, now);
    if (refusal) return refusal;
    sheet.save(by.deviceId, answers, now);
    for (const [kind, times] of events) sheet.count(kind, times);
    return { ...found, isNew: true };
  }
  if (sheet.paper.handedInAt !== null) return { ...found, isNew: false };
  const isLate = sheet.isOver(now);
  if (!isLate) sheet.save(by.deviceId, answers, now);
  sheet.handIn(isLate ? 'time' : by.role === 'liaison' ? 'liaison' : 'trainee', now);
  return { ...found, isNew: true };
}

/** Whose paper it is, and the liaison who enters it for somebody of the own branch. */
export function mayWorkOn(
  by: Participant,
  courseId: string,
  { sheet, trainee, parentId }: OwnedSheet,
): boolean {
  if (sheet.quiz.courseId !== courseId) return false;
  // What somebody writes on the own phone is no liaison's to read.
  const entersIt = sheet.paper.enteredBy !== null && reachesTrainee(by, { trainee, parentId });
  return trainee.id === by.traineeId || entersIt;
}

/** Whether somebody is of the branch, or of one below it, that a liaison looks after. */
export function reachesTrainee(
  by: Participant,
  { trainee, parentId }: Pick<OwnedSheet, 'trainee' | 'parentId'>,
): boolean {
  const { branchId: id, courseId } = trainee;
  return by.role === 'liaison' && id !== null && reachesBranch(by, { id, courseId, parentId });
}

function refusalOf({ paper, quiz }: Sheet, now: Date): AppError | undefined {
  const isOver = paper.endsAt !== null && paper.endsAt <= now;
  if (isOver || paper.handedInBy === 'time') return new AppError('time_over');
  if (paper.handedInAt !== null) return new AppError('handed_in');
  return quiz.closedAt === null ? undefined : new AppError('quiz_closed');
}

/** PostgreSQL's classes 22 (data exception) and 23 (constraint): one request's values are at fault, not the line. */
function isOfOne(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^2[23]/.test(code);
}
