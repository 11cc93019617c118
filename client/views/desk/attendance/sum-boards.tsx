import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordColumn } from '../records/column-choice.tsx';
import { RecordTable } from '../records/record-table.tsx';
import type { Board } from './use-lesson-attendance.ts';

/** Trainees of a unit, a level or a branch. */
export interface Sums {
  expected: number;
  signedIn: number;
  late: number;
}

/** Pixels: room for the heading with its arrows, in English. */
const columnWidths = { expected: 104, inTime: 92, late: 76, missing: 92 };

/** Columns of figures: expected, in time, late and missing. Before sign-in opens nobody is missing yet. */
export function useSumColumns<T>(isEarly: boolean, sumsOf: (row: T) => Sums): RecordColumn<T>[] {
  const { t } = useTranslation();
  const column = (key: keyof typeof columnWidths, valueOf: (sums: Sums) => number): RecordColumn<T> => ({
    key,
    title: t(`attendanceDesk.column.${key}`),
    width: columnWidths[key],
    align: 'right',
    sorter: (a, b) => valueOf(sumsOf(a)) - valueOf(sumsOf(b)),
    render: (_, row) => {
      if (key === 'missing' && isEarly) return <span className="quiet">{t('attendanceDesk.notYet')}</span>;
      const value = valueOf(sumsOf(row));
      const tone = key === 'missing' && value > 0 ? 'attendance-desk__missing' : '';
      return <span className={`figures ${tone}`}>{value}</span>;
    },
  });
  return [
    column('expected', ({ expected }) => expected),
    column('inTime', ({ signedIn, late }) => signedIn - late),
    column('late', ({ late }) => late),
    column('missing', ({ expected, signedIn }) => expected - signedIn),
  ];
}

/** Attendance by unit. */
export function UnitBoard({ board, isEarly }: { board: Board | null; isEarly: boolean }): ReactElement {
  const { t } = useTranslation();
  const rows = board?.units.map(({ unit, ...sums }) => ({
    key: unit,
    name: unit === '' ? t('attendanceDesk.noUnit') : unit,
    ...sums,
  }));
  return <SumTable rows={rows ?? null} isEarly={isEarly} />;
}

/** Attendance by level of the branches, and of the ports. */
export function LevelBoard({ board, isEarly }: { board: Board | null; isEarly: boolean }): ReactElement {
  const { t } = useTranslation();
  const rows = board?.levels.map(({ level, ...sums }) => ({
    key: level,
    name: t(`attendanceDesk.level.${level}`),
    ...sums,
  }));
  return <SumTable rows={rows ?? null} isEarly={isEarly} />;
}

function SumTable({
  rows,
  isEarly,
}: {
  rows: readonly (Sums & { key: string; name: string })[] | null;
  isEarly: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const sums = useSumColumns<Sums & { key: string; name: string }>(isEarly, (row) => row);
  return (
    <RecordTable
      columns={[
        {
          key: 'name',
          title: t('attendanceDesk.column.name'),
          width: 240,
          render: (_, { name }) => <bdi>{name}</bdi>,
        },
        ...sums,
      ]}
      rows={rows}
      rowKey={({ key }) => key}
      width={620}
      noMatch={t('attendanceDesk.noMatch')}
    />
  );
}
