import { Button, Table, type TableProps } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnButton, useColumnChoice, useShownColumns, type RecordColumn } from './column-choice.tsx';
import './records.css';

const pageSize = 50;

/** Which rows are chosen, and what can be done with them at once. */
export interface RowChoice {
  chosen: readonly string[];
  onChoose: (keys: readonly string[]) => void;
  /** The rows that "select all" takes. */
  all: readonly string[];
  /** Shown while at least one is chosen. */
  bulk: ReactNode;
}

/** A list that the server gives a page at a time, in the order that is asked for. */
export interface RowPages {
  /** From 1. */
  page: number;
  size: number;
  total: number;
  sort: { key: string; descending: boolean } | null;
  onTurn: (page: number, sort: { key: string; descending: boolean } | null) => void;
}

export interface RecordTableProps<T> {
  /** Under which the choice of columns is kept; without it there is none. */
  name?: string;
  columns: readonly RecordColumn<T>[];
  /** Null while they are being loaded. */
  rows: readonly T[] | null;
  rowKey: (row: T) => string;
  /** The least width of the columns together, in pixels: a narrower window scrolls. */
  width: number;
  /** What is said when the filters leave nothing. */
  noMatch: string;
  filters?: ReactNode;
  /** What can be done, when the page has no heading of its own for it. */
  actions?: ReactNode;
  choice?: RowChoice;
  pages?: RowPages;
  /** Opens a row in the panel at the side. */
  onOpen?: (row: T) => void;
  /** Inside a panel there is no page below which the heading could stick. */
  inPanel?: boolean;
}

/** The desk's table of records: filters and choices above it, its heading in sight, a click on a row opens the panel. */
export function RecordTable<T extends object>(props: RecordTableProps<T>): ReactElement {
  const { name, columns, rows, rowKey, choice, onOpen, inPanel } = props;
  const columnChoice = useColumnChoice(name ?? '');
  const shown = useShownColumns(columns, name === undefined ? [] : columnChoice.hidden);
  return (
    <>
      <TableBar {...props}>
        {name === undefined ? null : <ColumnButton columns={columns} choice={columnChoice} />}
      </TableBar>
      {choice !== undefined && choice.chosen.length > 0 ? choice.bulk : null}
      <Table<T>
        rowKey={rowKey}
        size="small"
        className={onOpen === undefined ? '' : 'records__table--opens'}
        {...(inPanel === true ? {} : { sticky: { getContainer: deskMain } })}
        columns={sorted(shown, props.pages)}
        dataSource={[...(rows ?? [])]}
        loading={rows === null ? { delay: 300 } : false}
        {...(choice === undefined ? {} : { rowSelection: selection<T>(choice) })}
        {...(onOpen === undefined ? {} : { onRow: (row: T) => ({ onClick: opening(() => onOpen(row)) }) })}
        expandable={{ defaultExpandAllRows: true }}
        showSorterTooltip={false}
        {...paging<T>(props.pages)}
        scroll={{ x: props.width }}
        locale={{ emptyText: <span className="records__none">{rows === null ? ' ' : props.noMatch}</span> }}
      />
    </>
  );
}

function TableBar<T>(props: RecordTableProps<T> & { children: ReactNode }): ReactElement | null {
  const { t } = useTranslation();
  const { filters, actions, choice, name, children } = props;
  if (filters === undefined && choice === undefined && name === undefined) return null;
  return (
    <div className="records__bar">
      <div className="records__filter">{filters}</div>
      <div className="records__actions">
        {actions}
        {choice === undefined ? null : (
          <Button
            disabled={choice.all.length === 0}
            onClick={() => choice.onChoose([...new Set([...choice.chosen, ...choice.all])])}
          >
            {t('records.selectAll', { count: choice.all.length })}
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}

/** What scrolls below the heading of a table. */
function deskMain(): HTMLElement {
  return document.querySelector<HTMLElement>('.desk__main') ?? document.body;
}

/** Leaves alone what has an action of its own, and text that is being marked to copy it. */
function opening(open: () => void): (event: React.MouseEvent) => void {
  return ({ target }) => {
    const own = 'a, button, input, label, .ant-table-selection-column';
    if (target instanceof Element && target.closest(own) !== null) return;
    if (getSelection()?.type === 'Range') return;
    open();
  };
}

function selection<T>({ chosen, onChoose }: RowChoice): NonNullable<TableProps<T>['rowSelection']> {
  return {
    selectedRowKeys: [...chosen],
    preserveSelectedRowKeys: true,
    // The kit draws it a second time to measure the column, where the keyboard would reach it unseen.
    hideSelectAll: true,
    onChange: (keys) => onChoose(keys.map(String)),
  };
}

function paging<T>(pages: RowPages | undefined): Pick<TableProps<T>, 'pagination' | 'onChange'> {
  const always = { hideOnSinglePage: true, showSizeChanger: false };
  if (pages === undefined) return { pagination: { ...always, defaultPageSize: pageSize } };
  return {
    pagination: { ...always, current: pages.page, pageSize: pages.size, total: pages.total },
    onChange: ({ current = 1 }, _, sorter, { action }) => {
      const { columnKey, order } = Array.isArray(sorter) ? {} : sorter;
      const key = order === undefined || order === null ? undefined : columnKey;
      pages.onTurn(
        action === 'sort' ? 1 : current,
        key === undefined ? null : { key: String(key), descending: order === 'descend' },
      );
    },
  };
}

/** Marks the column by which the server has sorted. */
function sorted<T>(columns: readonly RecordColumn<T>[], pages: RowPages | undefined): RecordColumn<T>[] {
  if (pages === undefined) return [...columns];
  const order = pages.sort?.descending === true ? 'descend' : 'ascend';
  return columns.map((column) =>
    column.sorter === undefined
      ? column
      : { ...column, sortOrder: pages.sort?.key === column.key ? order : null },
  );
}
