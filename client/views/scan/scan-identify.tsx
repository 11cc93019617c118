import type { ReactElement } from 'react';
import type { EntryQuestion } from '../../../src/contract/entry.ts';
import { IdentifyForm } from '../identity/identify-form.tsx';
import '../../i18n/identity.ts';

const nothing = (): void => undefined;

/** Who it is that scanned; the page goes on by itself when the roster knows them. */
export function ScanIdentify(props: {
  question: EntryQuestion;
  label: string;
  onIdentify: (who: { name: string; number: string }) => Promise<void>;
}): ReactElement {
  return (
    <IdentifyForm
      question={props.question}
      submitLabel={props.label}
      identify={props.onIdentify}
      onEntered={nothing}
    />
  );
}
