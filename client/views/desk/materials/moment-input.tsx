import { Input } from 'antd';
import type { ReactElement } from 'react';

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as the browser's own date and time field has it, in this device's time zone. */
function fieldValue(at: number): string {
  const time = new Date(at);
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** A day and time to choose; undefined while nothing is chosen. */
export function MomentInput(props: {
  label: string;
  value: number | undefined;
  hint?: string;
  onChange: (at: number | undefined) => void;
}): ReactElement {
  const { label, value, hint, onChange } = props;
  return (
    <label className="uploads__field">
      <span>
        {label}
        {hint === undefined ? null : <span className="quiet"> · {hint}</span>}
      </span>
      <Input
        type="datetime-local"
        className="uploads__moment"
        value={value === undefined ? '' : fieldValue(value)}
        onChange={(event) => {
          const at = new Date(event.target.value).getTime();
          onChange(Number.isNaN(at) ? undefined : at);
        }}
      />
    </label>
  );
}
