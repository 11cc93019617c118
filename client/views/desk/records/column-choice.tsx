import { Button, Checkbox, Popover, type TableColumnType } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { remembered } from '../../../session/remember.ts';

/** A column that people can hide, unless it says what the row is. */
export type RecordColumn<T> = TableColumnType<T> & {
  key: string;
  title: string;
  /** Cannot be hidden. */
  always?: boolean;
};

/** Which columns of a table are shown; this browser keeps the choice. */
export interface ColumnChoice {
  hidden: readonly string[];
  toggle: (key: string) => void;
}

/** @param name of the list, under which the choice is kept */
export function useColumnChoice(name: string): ColumnChoice {
  const place = `columns.${name}` as const;
  // What is hidden is kept, and not what is shown: a column that a later version brings is there at first.
  const [hidden, setHidden] = useState(() => (remembered.get(place) ?? '').split(','));
  const toggle = (key: string): void => {
    const next = hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key];
    setHidden(next);
    remembered.set(place, next.filter((one) => one !== '').join(','));
  };
  return { hidden, toggle };
}

/** The columns that the choice leaves. */
export function useShownColumns<T>(
  columns: readonly RecordColumn<T>[],
  hidden: readonly string[],
): RecordColumn<T>[] {
  return useMemo(
    () => columns.filter(({ key, always }) => always === true || !hidden.includes(key)),
    [columns, hidden],
  );
}

/** Chooses the columns of a table. */
export function ColumnButton<T>(props: {
  columns: readonly RecordColumn<T>[];
  choice: ColumnChoice;
}): ReactElement {
  const { t } = useTranslation();
  const { columns, choice } = props;
  const offered = columns.filter(({ always, title }) => always !== true && title !== '');
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={
        <div className="records__columns" role="group" aria-label={t('records.columns')}>
          {offered.map(({ key, title }) => (
            <Checkbox key={key} checked={!choice.hidden.includes(key)} onChange={() => choice.toggle(key)}>
              {title}
            </Checkbox>
          ))}
        </div>
      }
    >
      <Button>{t('records.columns')}</Button>
    </Popover>
  );
}
