import type { ReactElement } from 'react';
import type { Paper } from '../../../src/contract/paper.ts';
export function PaperEntry(props: { courseId: string; initial: Paper; onClose: () => void }): ReactElement {
  return <p>{props.initial.traineeName}</p>;
}
