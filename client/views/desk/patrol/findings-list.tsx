import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import { findingKinds, findingStates, patrolLimits } from '../../../../src/contract/patrol-limits.ts';
import type { Finding, FindingKind, FindingState } from '../../../../src/contract/patrol.ts';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import '../../../i18n/patrol-findings.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import { useFindings, type FindingQuery } from '../../patrol/use-findings.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { FilterSelect, SearchBox } from '../records/filters.tsx';
import { FailedList, RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { FindingPanel } from './finding-panel.tsx';
import { FindingStateWord } from './finding-state.tsx';
import { useOpenFinding } from './use-open-finding.ts';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

interface Filter {
  text: string;
  kind: FindingKind | null;
  state: FindingState | null;
  branchId: string | null;
  lessonId: string | null;
  /** From 1. */
  page: number;
}

const nothingFiltered: Filter = {
  text: '',
  kind: null,
  state: null,
  branchId: null,
  lessonId: null,
  page: 1,
};
/** Milliseconds after the last key until what is written is searched for. */
const typingMs = 300;

/** Every finding of the course: found, opened, settled, exported. */
export function FindingsList(props: { courseId: string; lessons: readonly Lesson[] }): ReactElement {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(nothingFiltered);
  const text = useSettled(filter.text.trim());
  const criteria = criteriaOf({ ...filter, text });
  const list = useFindings({ ...criteria, offset: (filter.page - 1) * patrolLimits.page });
  const page = list.kind === 'ready' ? list.data : null;
  const { open, setOpen } = useOpenFinding(page?.findings ?? []);
  const columns = useColumns(setOpen);
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  const isEmpty = page?.total === 0 && Object.keys(criteria).length === 0;
  return (
    <>
      <header className="records__head">
        <h2>
          {t('patrolDesk.list')}
          {page === null || isEmpty ? null : (
            <span className="quiet figures records__count">{page.total}</span>
          )}
        </h2>
        <ExportFindings courseId={props.courseId} criteria={criteria} />
      </header>
      {isEmpty ? (
        <EmptyList text={t('patrolDesk.empty')} />
      ) : (
        <RecordTable<Finding>
          name="findings"
          columns={columns}
          rows={page?.findings ?? null}
          rowKey={({ findingId }) => findingId}
          width={1080}
          noMatch={t('patrolDesk.noMatch')}
          filters={<FindingFilters {...props} filter={filter} onChange={setFilter} />}
          pages={{
            page: filter.page,
            size: patrolLimits.page,
            total: page?.total ?? 0,
            sort: null,
            onTurn: (turned) => setFilter({ ...filter, page: turned }),
          }}
          onOpen={setOpen}
        />
      )}
      {open === null ? null : (
        <FindingPanel
          key={open.findingId}
          finding={open}
          onClose={() => setOpen(null)}
          onChanged={(changed) => {
            setOpen(changed);
            list.reload();
          }}
        />
      )}
    </>
  );
}

function criteriaOf({ text, kind, state, branchId, lessonId }: Filter): FindingQuery {
  return {
    ...(text === '' ? {} : { text }),
    ...(kind === null ? {} : { kind }),
    ...(state === null ? {} : { state }),
    ...(branchId === null ? {} : { branchId }),
    ...(lessonId === null ? {} : { lessonId }),
  };
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

function FindingFilters(props: {
  lessons: readonly Lesson[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  const { lessons, filter, onChange } = props;
  const set = (part: Partial<Filter>): void => onChange({ ...filter, ...part, page: 1 });
  const branches = [...(roster?.branches.values() ?? [])];
  return (
    <>
      <SearchBox label={t('patrolDesk.search')} value={filter.text} onChange={(text) => set({ text })} />
      <FilterSelect<FindingKind>
        label={t('patrolDesk.kind')}
        all={t('patrolDesk.allKinds')}
        value={filter.kind}
        options={findingKinds.map((kind) => ({ value: kind, label: t(`patrolFindings.kind.${kind}`) }))}
        onChange={(kind) => set({ kind })}
      />
      <FilterSelect<FindingState>
        label={t('patrolDesk.state')}
        all={t('patrolDesk.allStates')}
        value={filter.state}
        options={findingStates.map((state) => ({ value: state, label: t(`patrolFindings.state.${state}`) }))}
        onChange={(state) => set({ state })}
      />
      <FilterSelect<string>
        label={t('desk.branch')}
        all={t('patrolDesk.allBranches')}
        value={filter.branchId}
        options={branches.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(branchId) => set({ branchId })}
      />
      <FilterSelect<string>
        label={t('patrolDesk.lesson')}
        all={t('patrolDesk.allLessons')}
        value={filter.lessonId}
        options={lessons.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(lessonId) => set({ lessonId })}
      />
    </>
  );
}

function ExportFindings(props: { courseId: string; criteria: FindingQuery }): ReactElement {
  const { t } = useTranslation();
  const { courseId, criteria } = props;
  const choices = [
    { key: 'xlsx', label: t('patrolDesk.exportXlsx') },
    { key: 'csv', label: t('patrolDesk.exportCsv') },
  ] as const;
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/findings/export', {
      params: { courseId },
      query: { ...criteria, format: key === 'csv' ? 'csv' : 'xlsx', language: currentLanguage() },
    });
  return <ExportMenu choices={choices} onChoose={choose} />;
}

function useColumns(onOpen: (finding: Finding) => void): RecordColumn<Finding>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'filed',
      title: t('patrolDesk.filed'),
      width: 150,
      render: (_, { filedAt, filedBy }) => (
        <>
          <span className="figures">
            {calendarDay(filedAt, currentLanguage())} {clockTime(filedAt)}
          </span>
          <br />
          <bdi className="quiet">{filedBy.name}</bdi>
        </>
      ),
    },
    {
      key: 'room',
      title: t('patrolDesk.room'),
      always: true,
      width: 240,
      render: (_, finding) => <RecordName name={finding.name} onOpen={() => onOpen(finding)} />,
    },
    {
      key: 'kind',
      title: t('patrolDesk.kind'),
      width: 150,
      render: (_, { kind }) => t(`patrolFindings.kind.${kind}`),
    },
    {
      key: 'heads',
      title: t('patrolDesk.heads'),
      width: 72,
      align: 'right',
      render: (_, { headCount }) => <span className="figures">{headCount ?? '–'}</span>,
    },
    {
      key: 'note',
      title: t('patrolDesk.note'),
      render: (_, { note, answer }) => (
        <>
          <bdi>{note}</bdi>
          {answer === null ? null : (
            <p className="quiet">
              {t('patrolDesk.answer')}: <bdi>{answer.text}</bdi>
            </p>
          )}
        </>
      ),
    },
    {
      key: 'round',
      title: t('patrolDesk.roundColumn'),
      width: 90,
      render: (_, { round }) => (
        <span className="figures">{round === null ? t('patrolDesk.noRound') : round.number}</span>
      ),
    },
    {
      key: 'state',
      title: t('patrolDesk.state'),
      width: 140,
      render: (_, { state }) => <FindingStateWord state={state} />,
    },
  ];
}
