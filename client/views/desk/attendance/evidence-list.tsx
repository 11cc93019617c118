import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evidence, MarkState } from '../../../../src/contract/attendance.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FilterSelect, namesAsOptions, SearchBox } from '../records/filters.tsx';
import { FailedList, RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { MarkWords, PresenceWords, SeenWords, SignInLines, VerdictWords } from './evidence-words.tsx';
import { attendanceNews, attendanceSpreadMs, type Board, type LessonPlace } from './use-lesson-attendance.ts';
import { verdictStates } from './words.ts';

type StateFilter = MarkState | 'open' | 'missing';

interface Filter {
  text: string;
  state: StateFilter | null;
  branchId: string | null;
  unit: string | null;
  /** From 1. */
  page: number;
}

const pageSize = 50;
/** Milliseconds after the last key until what is written is searched for. */
const typingMs = 300;

/**
 * All sources of everybody side by side, and the verdict.
 * @param props `branchId`: the branch that is shown at first; null for all
 */
export function EvidenceList(props: {
  place: LessonPlace;
  board: Board | null;
  branchId: string | null;
}): ReactElement {
  const { t } = useTranslation();
  const { place, board } = props;
  const [filter, setFilter] = useState<Filter>({
    ...{ text: '', state: null, branchId: props.branchId, unit: null },
    page: 1,
  });
  const text = useSettled(filter.text.trim());
  const { state, branchId, unit, page } = filter;
  const list = useRequest('GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence', {
    params: { ...place },
    query: {
      ...(text === '' ? {} : { text }),
      ...(state === null ? {} : { state }),
      ...(branchId === null ? {} : { branchId }),
      ...(unit === null ? {} : { unit }),
      offset: (page - 1) * pageSize,
      limit: pageSize,
    },
  });
  useNews(attendanceNews, list.reload, attendanceSpreadMs);
  const [open, setOpen] = useState<Evidence | null>(null);
  const columns = useColumns(setOpen);
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  const trainees = list.kind === 'ready' ? list.data.trainees : null;
  // A decision can move the open person out of the filter: the panel stays until it is closed.
  const shown = open && (trainees?.find(({ traineeId }) => traineeId === open.traineeId) ?? open);
  return (
    <>
      <RecordTable<Evidence>
        name="attendance.evidence"
        columns={columns}
        rows={trainees}
        rowKey={({ traineeId }) => traineeId}
        width={1540}
        noMatch={t('attendanceDesk.evidence.noMatch')}
        filters={<EvidenceFilters board={board} filter={filter} onChange={setFilter} />}
        pages={{
          page,
          size: pageSize,
          total: list.kind === 'ready' ? list.data.total : 0,
          sort: null,
          onTurn: (turned) => setFilter({ ...filter, page: turned }),
        }}
        onOpen={setOpen}
      />
      {shown === null ? null : (
        <EvidencePanel
          key={shown.traineeId}
          place={place}
          trainee={shown}
          onClose={() => setOpen(null)}
          onChanged={list.reload}
        />
      )}
    </>
  );
}

/** A text once nobody types any more. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function EvidenceFilters(props: {
  board: Board | null;
  filter: Filter;
  onChange: (filter: Filter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { board, filter, onChange } = props;
  const set = (part: Partial<Filter>): void => onChange({ ...filter, ...part, page: 1 });
  const branches = (board?.rows ?? []).flatMap(({ branchId, name }) =>
    branchId === null ? [] : [{ value: branchId, label: name ?? '' }],
  );
  const units = (board?.units ?? []).map(({ unit }) => unit).filter((unit) => unit !== '');
  return (
    <>
      <SearchBox
        label={t('attendanceDesk.evidence.search')}
        value={filter.text}
        onChange={(text) => set({ text })}
      />
      <FilterSelect<StateFilter>
        label={t('attendanceDesk.evidence.verdict')}
        all={t('attendanceDesk.evidence.allStates')}
        value={filter.state}
        options={[
          { value: 'open', label: t('attendanceDesk.open') },
          { value: 'missing', label: t('attendanceDesk.evidence.missing') },
          ...verdictStates.map((one) => ({ value: one, label: t(`attendanceDesk.state.${one}`) })),
        ]}
        onChange={(state) => set({ state })}
      />
      <FilterSelect<string>
        label={t('attendanceDesk.evidence.branch')}
        all={t('attendanceDesk.evidence.allBranches')}
        value={filter.branchId}
        options={branches}
        onChange={(branchId) => set({ branchId })}
      />
      <FilterSelect<string>
        label={t('attendanceDesk.evidence.unit')}
        all={t('attendanceDesk.evidence.allUnits')}
        value={filter.unit}
        options={namesAsOptions(units)}
        onChange={(unit) => set({ unit })}
      />
    </>
  );
}

function useColumns(onOpen: (trainee: Evidence) => void): RecordColumn<Evidence>[] {
  const { t } = useTranslation();
  const column = (
    key: 'branch' | 'signIn' | 'others' | 'mark' | 'presence' | 'patrol' | 'verdict',
    width: number,
    render: (trainee: Evidence) => ReactElement | string | null,
  ): RecordColumn<Evidence> => ({
    key,
    title: t(`attendanceDesk.evidence.${key}`),
    width,
    render: (_, trainee) => render(trainee),
  });
  return [
    {
      key: 'name',
      title: t('attendanceDesk.evidence.name'),
      always: true,
      width: 170,
      render: (_, trainee) => (
        <>
          <RecordName name={trainee.name} onOpen={() => onOpen(trainee)} />
          <p className="quiet figures">{trainee.number}</p>
        </>
      ),
    },
    { ...column('verdict', 210, ({ verdict }) => <VerdictWords verdict={verdict} />), always: true },
    column('signIn', 210, (trainee) => <SignInLines trainee={trainee} own />),
    column('mark', 170, ({ mark }) => <MarkWords mark={mark} />),
    column('presence', 210, ({ presence }) => <PresenceWords presence={presence} />),
    column('patrol', 190, ({ seen }) => <SeenWords seen={seen} />),
    column('others', 190, (trainee) => <SignInLines trainee={trainee} own={false} />),
    column('branch', 190, ({ port, branchName, unit }) => (
      <>
        <bdi>{port ? t('attendanceDesk.ports') : branchName}</bdi>
        <p className="quiet">
          <bdi>{unit}</bdi>
        </p>
      </>
    )),
  ];
}
