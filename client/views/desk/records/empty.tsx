import type { ReactElement, ReactNode } from 'react';

/** What belongs in an empty list, and how it gets there. */
export function EmptyList({ text, children }: { text: string; children?: ReactNode }): ReactElement {
  return (
    <div className="records__empty card">
      <p>{text}</p>
      <div className="records__actions">{children}</div>
    </div>
  );
}
