import { Button, Descriptions, Drawer, Input, Segmented, Select, Table, type TableColumnsType } from 'antd';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../common/time.ts';
import { filterRooms, type RoomFilter, type RoomRow } from './room-rows.ts';
import { levelWord, roomNumbers, RoomSignalWord, RoomStateWord } from './room-words.tsx';

const leastBodyHeight = 240;

/** The height that is left for the rows; follows the window. */
function useBodyHeight(): { ref: React.RefObject<HTMLDivElement | null>; height: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(leastBodyHeight);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      // The virtual body has to be told how much the head of the table leaves.
      const head = element.querySelector<HTMLElement>('.ant-table-header')?.offsetHeight ?? 0;
      setHeight(Math.max(leastBodyHeight, element.clientHeight - head));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, height };
}

function useColumns(onOpen: (key: string) => void): TableColumnsType<RoomRow> {
  const { t } = useTranslation();
  return useMemo(() => {
    const number = (
      key: keyof ReturnType<typeof roomNumbers>,
      width: number,
      value: (room: RoomRow) => number,
    ): TableColumnsType<RoomRow>[number] => ({
      key,
      title: t(`desk.${key}`),
      width,
      align: 'right',
      sorter: (a, b) => value(a) - value(b),
      render: (_, room) => <span className="figures">{roomNumbers(room)[key]}</span>,
    });
    return [
      {
        title: t('desk.branch'),
        width: 200,
        sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
        render: (_, room) => (
          <Button type="link" className="room-name" onClick={() => onOpen(room.key)}>
            {room.name}
          </Button>
        ),
      },
      { title: t('desk.level'), width: 72, render: (_, room) => levelWord(t, room.level) },
      {
        title: t('desk.connection'),
        width: 120,
        sorter: (a, b) => a.state.localeCompare(b.state),
        render: (_, room) => <RoomStateWord room={room} />,
      },
      {
        title: t('desk.since'),
        width: 72,
        render: (_, room) => (
          <span className="figures">{room.since === null ? '–' : clockTime(room.since)}</span>
        ),
      },
      {
        title: t('desk.signal'),
        width: 100,
        sorter: (a, b) => a.signal.localeCompare(b.signal),
        render: (_, room) => <RoomSignalWord room={room} />,
      },
      {
        title: t('desk.path'),
        width: 68,
        render: (_, room) => roomNumbers(room).path,
      },
      number('loss', 84, (room) => room.quality?.loss ?? -1),
      number('rtt', 108, (room) => room.quality?.rttMs ?? -1),
      number('frozen', 84, (room) => room.quality?.frozenMs ?? -1),
      number('picture', 88, (room) => room.quality?.height ?? -1),
      number('rate', 104, (room) => room.quality?.kbps ?? -1),
    ];
  }, [t, onOpen]);
}

/** Every room's signal, live: search, filter, sort; a row opens a panel at the side. */
export function RoomTable({ rows }: { rows: readonly RoomRow[] }): ReactElement {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<RoomFilter>({ text: '', state: 'all', level: 'all' });
  const [openKey, setOpenKey] = useState<string | null>(null);
  const { ref, height } = useBodyHeight();
  const columns = useColumns(setOpenKey);
  const shown = useMemo(() => filterRooms(rows, filter), [rows, filter]);
  const opened = rows.find((room) => room.key === openKey) ?? null;
  return (
    <section className="rooms card">
      <header className="rooms__head">
        <h2>
          {t('desk.health')} <span className="quiet figures">{shown.length}</span>
        </h2>
        <FilterBar filter={filter} onChange={setFilter} />
      </header>
      <div className="rooms__body" ref={ref}>
        <Table
          virtual
          rowKey="key"
          size="small"
          columns={columns}
          dataSource={shown}
          pagination={false}
          scroll={{ x: 1100, y: height }}
          showSorterTooltip={false}
          locale={{ emptyText: t('desk.healthEmpty') }}
        />
      </div>
      <RoomPanel room={opened} onClose={() => setOpenKey(null)} />
    </section>
  );
}

function FilterBar(props: { filter: RoomFilter; onChange: (filter: RoomFilter) => void }): ReactElement {
  const { t } = useTranslation();
  const { filter, onChange } = props;
  return (
    <div className="rooms__filter">
      <Input
        allowClear
        className="rooms__search"
        placeholder={t('desk.search')}
        aria-label={t('desk.search')}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
      />
      <Select<RoomFilter['level']>
        aria-label={t('desk.filterLevel')}
        className="rooms__level"
        value={filter.level}
        options={[
          { value: 'all', label: t('records.branches.allLevels') },
          { value: 1, label: t('desk.filterLevel1') },
          { value: 2, label: t('desk.filterLevel2') },
        ]}
        onChange={(level) => onChange({ ...filter, level })}
      />
      <Segmented<RoomFilter['state']>
        aria-label={t('desk.filterState')}
        value={filter.state}
        options={[
          { value: 'all', label: t('desk.filterAll') },
          { value: 'attention', label: t('desk.filterAttention') },
          { value: 'missing', label: t('desk.filterMissing') },
        ]}
        onChange={(state) => onChange({ ...filter, state })}
      />
    </div>
  );
}

function RoomPanel({ room, onClose }: { room: RoomRow | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const numbers = room === null ? null : roomNumbers(room);
  return (
    <Drawer open={room !== null} onClose={onClose} size={400} title={room?.name} mask={false}>
      {room === null || numbers === null ? null : (
        <Descriptions
          column={1}
          bordered
          size="small"
          items={[
            { key: 'level', label: t('desk.level'), children: levelWord(t, room.level) },
            { key: 'parent', label: t('desk.parent'), children: room.parentName ?? t('common.none') },
            { key: 'state', label: t('desk.connection'), children: <RoomStateWord room={room} /> },
            {
              key: 'since',
              label: t('desk.since'),
              children: room.since === null ? '–' : clockTime(room.since, true),
            },
            { key: 'signal', label: t('desk.signal'), children: <RoomSignalWord room={room} /> },
            ...(['path', 'loss', 'rtt', 'frozen', 'picture', 'rate'] as const).map((key) => ({
              key,
              label: t(`desk.${key}`),
              children: <span className="figures">{numbers[key]}</span>,
            })),
          ]}
        />
      )}
    </Drawer>
  );
}
