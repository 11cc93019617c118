import { Segmented } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { roomState, stateTones } from '../../common/signal.ts';
import { clockTime } from '../../common/time.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { SearchBox } from '../records/filters.tsx';
import { RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { boardNodes, isUncalled, openReminders, type BoardFilter, type BoardNode } from './board-rows.ts';
import { BranchPanel } from './branch-panel.tsx';
import { RemindAll, RemindBranch } from './reminders.tsx';
import { useSumColumns, type Sums } from './sum-boards.tsx';
import type { Board, LessonPlace } from './use-lesson-attendance.ts';

/** Every branch, a first-level branch with those below it rolled up; a click shows who is missing there. */
export function BranchBoard(props: {
  place: LessonPlace;
  board: Board | null;
  /** When sign-in opens, as long as it has not. */
  opensAt: number | null;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { place, board, opensAt, onChanged } = props;
  const [text, setText] = useState('');
  const [only, setOnly] = useState<BoardFilter>('all');
  const [openId, setOpenId] = useState<string | null>(null);
  const isEarly = opensAt !== null;
  const rows = useMemo(
    () => board && boardNodes(board.rows, { text, only, isEarly }),
    [board, text, only, isEarly],
  );
  const columns = useColumns({ place, isEarly, onChanged, onOpen: setOpenId });
  const open = board?.rows.find(({ branchId }) => branchId === openId);
  return (
    <>
      <RecordTable<BoardNode>
        name="attendance.board"
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        width={1150}
        noMatch={t('attendanceDesk.noMatch')}
        filters={
          <>
            <SearchBox label={t('attendanceDesk.search')} value={text} onChange={setText} />
            <Segmented<BoardFilter>
              value={only}
              options={[
                { value: 'all', label: t('attendanceDesk.allRows') },
                { value: 'missing', label: t('attendanceDesk.onlyMissing') },
                { value: 'uncalled', label: t('attendanceDesk.onlyUncalled') },
              ]}
              onChange={setOnly}
            />
          </>
        }
        actions={isEarly ? null : <RemindAll place={place} onChanged={onChanged} />}
        onOpen={({ branchId }) => setOpenId(branchId)}
      />
      {openId === null || open === undefined ? null : (
        <BranchPanel
          key={openId}
          place={place}
          row={open}
          opensAt={opensAt}
          onClose={() => setOpenId(null)}
          onChanged={onChanged}
        />
      )}
    </>
  );
}

/** A branch with others below it shows all of them together. */
function sumsOf({ children, total, ...own }: BoardNode): Sums {
  return children === undefined ? own : total;
}

function useColumns(props: {
  place: LessonPlace;
  isEarly: boolean;
  onChanged: () => void;
  onOpen: (branchId: string) => void;
}): RecordColumn<BoardNode>[] {
  const { t } = useTranslation();
  const { place, isEarly, onChanged, onOpen } = props;
  const sums = useSumColumns<BoardNode>(isEarly, sumsOf);
  return [
    {
      key: 'name',
      title: t('attendanceDesk.column.name'),
      always: true,
      width: 204,
      render: (_, { branchId, name, children }) => (
        <span className="attendance-desk__name">
          {branchId === null ? (
            t('attendanceDesk.ports')
          ) : (
            <RecordName name={name ?? ''} onOpen={() => onOpen(branchId)} />
          )}
          {children === undefined ? null : <small className="quiet">{t('attendanceDesk.withBelow')}</small>}
        </span>
      ),
    },
    ...sums,
    {
      key: 'rollCall',
      title: t('attendanceDesk.column.rollCall'),
      width: 126,
      render: (_, row) => <RollCallWord row={row} isEarly={isEarly} />,
    },
    {
      key: 'screen',
      title: t('attendanceDesk.column.screen'),
      width: 124,
      render: (_, { branchId }) => <ScreenWord branchId={branchId} />,
    },
    {
      key: 'seen',
      title: t('attendanceDesk.column.seen'),
      width: 104,
      render: (_, { branchId, seen }) =>
        branchId === null ? null : seen === null ? (
          <span className="quiet">{t('attendanceDesk.notSeen')}</span>
        ) : (
          <p className="attendance-desk__seen" title={seen.byName}>
            <span className="figures">{clockTime(seen.at)}</span> <bdi className="quiet">{seen.byName}</bdi>
          </p>
        ),
    },
    {
      key: 'reminder',
      title: t('attendanceDesk.column.reminder'),
      width: 236,
      render: (_, row) =>
        row.branchId === null ? null : (
          <RemindBranch
            place={place}
            branchId={row.branchId}
            about={openReminders(row, isEarly)}
            reminders={row.reminders}
            onChanged={onChanged}
          />
        ),
    },
  ];
}

function RollCallWord({ row, isEarly }: { row: BoardNode; isEarly: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const { branchId, rollCall, expected, children, total } = row;
  if (branchId === null) return null;
  const at = rollCall?.signedOffAt ?? null;
  const own =
    at !== null
      ? t('attendanceDesk.called', { time: clockTime(at) })
      : rollCall !== null
        ? t('attendanceDesk.begun')
        : t('attendanceDesk.notCalled');
  const tone = at !== null ? 'good' : isUncalled(row) && !isEarly ? 'attention' : 'none';
  return (
    <>
      {expected === 0 ? null : (
        <span className="signal figures">
          <span className={`dot dot--${tone}`} />
          {own}
        </span>
      )}
      {children === undefined ? null : (
        <p className="quiet figures">
          {t('attendanceDesk.below', { done: total.rollCalls, total: total.branches })}
        </p>
      )}
    </>
  );
}

function ScreenWord({ branchId }: { branchId: string | null }): ReactElement | null {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  if (branchId === null || roster === null) return null;
  const screens = roster.byBranch.get(branchId)?.filter(({ role }) => role === 'screen');
  const state = roomState(screens);
  return (
    <span className="signal">
      <span className={`dot dot--${stateTones[state]}`} />
      {t(`presence.${state}`)}
    </span>
  );
}
