import { limits } from '../../contract/limits.ts';
import { newId } from '../../lib/ids.ts';
import type { TableRow } from './table.ts';
import { changes, levelOf, RowReader, type StagedRow } from './understand.ts';

export interface KnownBranchRecord {
  id: string;
  number: number;
  name: string;
  level: 1 | 2;
  parentId: string | null;
  place: string;
  unit: string;
  liaisonName: string;
  liaisonPhone: string;
}

/** A row while it is being understood. */
interface Draft {
  reader: RowReader;
  existing: KnownBranchRecord | undefined;
  id: string;
  name: string;
  number: number;
  /** As the file says it; undefined when it does not have the field. */
  parentText: string | undefined;
  levelText: string | undefined;
  texts: { place: string; unit: string; liaisonName: string; liaisonPhone: string };
  /** What the row comes to. */
  level: 1 | 2;
  parentId: string | null;
}

/** What would become of each row of a list of branches, given what the course has. A branch is found by its number, else by its name. */
export function checkBranches(rows: readonly TableRow[], known: readonly KnownBranchRecord[]): StagedRow[] {
  const drafts = findRecords(
    rows.map((row) => new RowReader(row)),
    known,
  );
  // A row that is left out keeps what its record has now, which can be in the way of another row: so until nothing is new.
  for (let before = -1; before !== problemCount(drafts);) {
    before = problemCount(drafts);
    checkUnique(drafts, known);
    checkTree(drafts, known);
  }
  const names = new Map(known.map((one) => [one.id, one.name]));
  const newNames = new Map([...names, ...drafts.map((draft) => [draft.id, draft.name] as const)]);
  return drafts.map((draft) => staged(draft, names, newNames));
}

function problemCount(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, { reader }) => sum + reader.problems.length, 0);
}

/** Matches rows to existing branches, and gives numbers to new ones. */
function findRecords(readers: readonly RowReader[], known: readonly KnownBranchRecord[]): Draft[] {
  const byNumber = new Map(known.map((one) => [one.number, one]));
  const byName = new Map(known.map((one) => [one.name, one]));
  const drafts = readers.map((reader): Draft => {
    const numberText = reader.code('number') ?? '';
    const name = reader.text('name') ?? '';
    if (name === '') reader.problem('name', 'missing');
    const number = /^0*[1-9]\d{0,4}$/.test(numberText) ? Number(numberText) : undefined;
    if (numberText !== '' && number === undefined) reader.problem('number', 'not_a_number');
    const existing = (number === undefined ? undefined : byNumber.get(number)) ?? byName.get(name);
    return {
      reader,
      existing,
      id: existing?.id ?? newId(),
      name,
      number: number ?? existing?.number ?? 0,
      parentText: reader.text('parent'),
      levelText: reader.code('level'),
      texts: {
        place: reader.text('place') ?? existing?.place ?? '',
        unit: reader.text('unit') ?? existing?.unit ?? '',
        liaisonName: reader.text('liaisonName') ?? existing?.liaisonName ?? '',
        liaisonPhone: reader.text('liaisonPhone') ?? existing?.liaisonPhone ?? '',
      },
      level: 1,
      parentId: null,
    };
  });
  let next = Math.max(0, ...known.map((one) => one.number), ...drafts.map((draft) => draft.number));
  for (const draft of drafts) if (draft.number === 0) draft.number = next += 1;
  if (next > limits.branchNumber) drafts.at(-1)?.reader.problem('number', 'not_a_number');
  return drafts;
}

/** No record twice, and no name or number twice, neither among the rows nor with what stays as it is. */
function checkUnique(drafts: readonly Draft[], known: readonly KnownBranchRecord[]): void {
  const written = new Set(drafts.filter(({ reader }) => reader.problems.length === 0).map(({ id }) => id));
  const staying = known.filter(({ id }) => !written.has(id));
  const check = (
    field: 'number' | 'name',
    keyOf: (one: { number: number; name: string }) => string | number,
  ) => {
    const taken = new Map(staying.map((one) => [keyOf(one), one.id]));
    const rows = new Map<string | number, Draft>();
    for (const draft of drafts) {
      const key = keyOf(draft);
      if (key === '') continue;
      const owner = taken.get(key);
      if (owner !== undefined && owner !== draft.id) draft.reader.problem(field, 'taken');
      const first = rows.get(key);
      if (first) {
        draft.reader.problem(field, 'duplicate', first.reader.row);
        first.reader.problem(field, 'duplicate', draft.reader.row);
      } else rows.set(key, draft);
    }
  };
  check('number', (one) => one.number);
  check('name', (one) => one.name);
  const records = new Map<string, Draft>();
  for (const draft of drafts) {
    const first = records.get(draft.id);
    if (first) draft.reader.problem('number', 'duplicate', first.reader.row);
    else records.set(draft.id, draft);
  }
}

/** Levels and parents: a branch of level 2 hangs below one of level 1. */
function checkTree(drafts: readonly Draft[], known: readonly KnownBranchRecord[]): void {
  const rowOf = new Map(drafts.map((draft) => [draft.id, draft]));
  const byName = new Map<string, string>();
  const byNumber = new Map<string, string>();
  for (const { id, name, number } of [...known.filter(({ id }) => !rowOf.has(id)), ...drafts]) {
    byName.set(name, id);
    byNumber.set(String(number), id);
  }
  for (const draft of drafts) {
    const { reader, existing, parentText } = draft;
    const parentId =
      parentText === undefined
        ? (existing?.parentId ?? null)
        : parentText === ''
          ? null
          : (byName.get(parentText) ?? byNumber.get(parentText.normalize('NFKC').replace(/^0+(?=\d)/, '')));
    if (parentId === undefined) reader.problem('parent', 'unknown_parent');
    draft.parentId = parentId ?? null;
    draft.level = levelFrom(draft, parentText !== undefined && parentText !== '');
    if (draft.level === 1 && draft.parentId !== null) reader.problem('parent', 'parent_unwanted');
    if (draft.level === 2 && parentId === null) reader.problem('parent', 'parent_missing');
  }
  checkParents(drafts, known, rowOf);
}

function levelFrom({ reader, existing, levelText = '', parentText, parentId }: Draft, named: boolean): 1 | 2 {
  if (levelText !== '') {
    const level = levelOf(levelText);
    if (level === undefined) reader.problem('level', 'bad_level');
    return level ?? (named ? 2 : 1);
  }
  if (parentText === undefined && existing) return existing.level;
  return named || parentId !== null ? 2 : 1;
}

function checkParents(
  drafts: readonly Draft[],
  known: readonly KnownBranchRecord[],
  rowOf: ReadonlyMap<string, Draft>,
): void {
  const nowLevel = new Map(known.map((one) => [one.id, one.level]));
  for (const { reader, parentId } of drafts) {
    const parent = parentId === null ? undefined : rowOf.get(parentId);
    const stays = parent !== undefined && parent.reader.problems.length > 0;
    const level = parentId === null ? 1 : parent && !stays ? parent.level : nowLevel.get(parentId);
    if (level === undefined) reader.problem('parent', 'parent_has_problem', parent?.reader.row);
    else if (level === 2) reader.problem('parent', 'parent_is_level_2');
  }
  const parents = new Set<string | null>(
    known
      .filter(({ id }) => (rowOf.get(id)?.reader.problems.length ?? 1) > 0)
      .map(({ parentId }) => parentId),
  );
  for (const draft of drafts) {
    if (draft.level === 2 && parents.has(draft.id)) draft.reader.problem('level', 'has_children');
  }
}

function staged(
  draft: Draft,
  names: ReadonlyMap<string, string>,
  newNames: ReadonlyMap<string, string>,
): StagedRow {
  const { reader, existing, id, number, name, level, parentId, parentText, texts } = draft;
  const { row, problems } = reader;
  const parent = parentId === null ? (parentText ?? '') : (newNames.get(parentId) ?? '');
  const bad = (field: string) => problems.some((one) => one.field === field);
  const cells = {
    number: bad('number') ? (reader.text('number') ?? number) : number,
    name,
    level: bad('level') ? (draft.levelText ?? level) : level,
    parent,
    ...texts,
  };
  if (problems.length > 0) {
    return { row, state: 'problem', cells, before: {}, problems, recordId: '', renamed: false, record: {} };
  }
  const record = { number, name, level, parentId, ...texts };
  const state = existing
    ? Object.keys(changes({ ...pick(existing) }, record)).length > 0
      ? 'update'
      : 'same'
    : 'create';
  const before = existing
    ? changes(
        {
          ...pick(existing),
          parent: existing.parentId === null ? '' : (names.get(existing.parentId) ?? ''),
        },
        { ...cells, parentId },
      )
    : {};
  // The parent is shown by its name.
  const shownBefore = Object.fromEntries(Object.entries(before).filter(([field]) => field !== 'parentId'));
  const renamed = existing !== undefined && (existing.name !== name || existing.number !== number);
  return { row, state, cells, before: shownBefore, problems, recordId: id, renamed, record };
}

function pick({ number, name, level, parentId, place, unit, liaisonName, liaisonPhone }: KnownBranchRecord) {
  return { number, name, level, parentId, place, unit, liaisonName, liaisonPhone };
}
