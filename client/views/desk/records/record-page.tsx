import { Button } from 'antd';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientError } from '../../../session/client-error.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { EmptyList } from './empty.tsx';
import { ListHead } from './parts.tsx';
import './records.css';

/** A page of the desk about records: heading, what can be done, export at the end, and below it the list. */
export function RecordPage(props: {
  title: string;
  count?: number | undefined;
  /** What is not about the records of the list: stands in the heading, with or without any. */
  manage?: ReactNode;
  /** What can be done; an empty list says it in its middle. */
  actions: ReactNode;
  export?: ReactNode;
  /** What an empty list says; null while there are records. */
  empty: string | null;
  children: ReactNode;
}): ReactElement {
  const { title, count, actions, empty, children } = props;
  return (
    <section className="desk__section records">
      <ListHead title={title} count={count}>
        {props.manage}
        {empty === null ? actions : null}
        {empty === null ? props.export : null}
      </ListHead>
      {empty === null ? children : <EmptyList text={empty}>{actions}</EmptyList>}
    </section>
  );
}

/** A list that could not be loaded. */
export function FailedList({ error, onRetry }: { error: ClientError; onRetry: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Notice title={t('error.title')} actions={<Button onClick={onRetry}>{t('common.retry')}</Button>}>
      <ErrorText error={error} />
    </Notice>
  );
}

/** The name of a record, by which it is opened from the keyboard; a click anywhere in its row does the same. */
export function RecordName({ name, onOpen }: { name: string; onOpen: () => void }): ReactElement {
  return (
    <Button type="link" className="records__name" onClick={onOpen}>
      {name}
    </Button>
  );
}

/** Which record stands in the panel at the side. */
export interface Panel<T> {
  /** `new` for one that is being made, null while the panel is closed. */
  shown: T | 'new' | null;
  open: (record: T | 'new') => void;
  close: () => void;
}

export function usePanel<T>(): Panel<T> {
  const [shown, setShown] = useState<T | 'new' | null>(null);
  return { shown, open: setShown, close: () => setShown(null) };
}
