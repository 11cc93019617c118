import { Input, Select } from 'antd';
import type { ReactElement } from 'react';

/** Searches a list while somebody types. */
export function SearchBox(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}): ReactElement {
  return (
    <Input
      allowClear
      className="records__search"
      placeholder={props.label}
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}

/** Leaves the records of one unit, one branch, one level: null for any. */
export function FilterSelect<V extends string | number>(props: {
  label: string;
  /** What it says when nothing is filtered. */
  all: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | null) => void;
}): ReactElement {
  const { label, all, value, options, onChange } = props;
  return (
    <Select<V | ''>
      className="records__select"
      aria-label={label}
      // A handful is read faster than it is typed.
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      value={value ?? ''}
      options={[{ value: '' as const, label: all }, ...options]}
      onChange={(chosen) => onChange(chosen === '' ? null : chosen)}
    />
  );
}

/** Names as the choices of a filter. */
export function namesAsOptions(names: readonly string[]): { value: string; label: string }[] {
  return names.map((name) => ({ value: name, label: name }));
}

/** Whether one of these texts holds what somebody searches for. */
export function matches(search: string, texts: readonly string[]): boolean {
  const wanted = search.trim().toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
