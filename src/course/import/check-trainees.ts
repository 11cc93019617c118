import { limits } from '../../contract/limits.ts';
import { newId } from '../../lib/ids.ts';
import type { TableRow } from './table.ts';
import { changes, flagOf, RowReader, type StagedRow } from './understand.ts';

export interface KnownBranch {
  id: string;
  number: number;
  name: string;
}
export interface KnownTrainee {
  id: string;
  number: string;
  name: string;
  unit: string;
  branchId: string | null;
  port: boolean;
  /** Rises with the number; see store/positions.ts. */
  position: number;
}

/** What would become of each row of a roster, given what the course has. The number says who somebody is. */
export function checkTrainees(
  rows: readonly TableRow[],
  known: { branches: readonly KnownBranch[]; trainees: readonly KnownTrainee[] },
): StagedRow[] {
  const branches = new BranchFinder(known.branches);
  const trainees = new Map(known.trainees.map((one) => [one.number, one]));
  const firstRows = new Map<string, RowReader>();
  return rows
    .map((row) => {
      const reader = new RowReader(row);
      const number = reader.code('number', limits.idLength) ?? '';
      if (number === '') reader.problem('number', 'missing');
      const first = firstRows.get(number);
      if (first && number !== '') {
        reader.problem('number', 'duplicate', first.row);
        first.problem('number', 'duplicate', reader.row);
      } else firstRows.set(number, reader);
      return { reader, number };
    })
    .map(({ reader, number }) => staged(reader, number, trainees.get(number), branches));
}

/**
 * Where those who are new stand by their numbers, among those who are there and each other: by number, behind which position,
 * and at which one once all of them have come; see store/positions.ts.
 *
 * @param numbers of those who are new; no two are the same
 * @param standing those who are there, in their order
 */
export function placesOf(
  numbers: readonly string[],
  standing: readonly Pick<KnownTrainee, 'number' | 'position'>[],
): Map<string, { after: number; position: number }> {
  const places = new Map<string, { after: number; position: number }>();
  let [passed, after] = [0, 0];
  for (const number of numbers.toSorted()) {
    for (let next = standing[passed]; next && next.number < number; next = standing[passed]) {
      after = next.position;
      passed += 1;
    }
    places.set(number, { after, position: after + places.size + 1 });
  }
  return places;
}

/** Finds a branch by name, or else by number. */
class BranchFinder {
  readonly #byName: ReadonlyMap<string, KnownBranch>;
  readonly #byNumber: ReadonlyMap<string, KnownBranch>;
  readonly #byId: ReadonlyMap<string, KnownBranch>;

  constructor(branches: readonly KnownBranch[]) {
    this.#byName = new Map(branches.map((one) => [one.name, one]));
    this.#byNumber = new Map(branches.map((one) => [String(one.number), one]));
    this.#byId = new Map(branches.map((one) => [one.id, one]));
  }

  find(text: string): KnownBranch | undefined {
    return this.#byName.get(text) ?? this.#byNumber.get(text.replace(/^0+(?=\d)/, ''));
  }

  nameOf(id: string | null): string {
    return (id === null ? undefined : this.#byId.get(id)?.name) ?? '';
  }
}

function staged(
  reader: RowReader,
  number: string,
  existing: KnownTrainee | undefined,
  branches: BranchFinder,
): StagedRow {
  const name = reader.text('name') ?? '';
  if (name === '') reader.problem('name', 'missing');
  const unit = reader.text('unit') ?? existing?.unit ?? '';
  const branchText = reader.text('branch');
  const branch = branchText === undefined || branchText === '' ? undefined : branches.find(branchText);
  if (branchText !== undefined && branchText !== '' && !branch) reader.problem('branch', 'unknown_branch');
  const branchId = branchText === undefined ? (existing?.branchId ?? null) : (branch?.id ?? null);
  const portText = reader.code('port');
  const port = portText === undefined ? (existing?.port ?? false) : flagOf(portText);
  if (port === undefined) reader.problem('port', 'bad_flag');
  if (branchId === null && port === false && (branchText ?? '') === '') reader.problem('branch', 'no_place');
  const cells = {
    number,
    name,
    unit,
    branch: branch?.name ?? branchText ?? branches.nameOf(branchId),
    port: port ?? portText ?? '',
  };
  const { row, problems } = reader;
  if (problems.length > 0) {
    return { row, state: 'problem', cells, before: {}, problems, recordId: '', renamed: false, record: {} };
  }
  const record = { number, name, unit, branchId, port: port ?? false };
  const before = existing
    ? changes(
        {
          name: existing.name,
          unit: existing.unit,
          branch: branches.nameOf(existing.branchId),
          port: existing.port,
        },
        cells,
      )
    : {};
  const state = existing ? (Object.keys(before).length > 0 ? 'update' : 'same') : 'create';
  return { row, state, cells, before, problems, recordId: existing?.id ?? newId(), renamed: false, record };
}
