import { Alert, Button, Modal } from 'antd';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteName } from '../../../../src/contract/index.ts';
import type { Problem } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import type { ApiInput } from '../../../session/api.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { useChange, type Change } from './use-change.ts';
import './records.css';

/** One problem in words. */
export function useProblemWords(): (problem: Pick<Problem, 'code' | 'row'>) => string {
  const { t } = useTranslation();
  return ({ code, row }) => t(`records.problem.${code}`, { row: row ?? 0 });
}

/** What the whole of a change met; problems of its fields stand at the fields. */
export function ChangeError({ change }: { change: Change }): ReactElement | null {
  const { t } = useTranslation();
  const { error, problems } = change;
  if (error === null || problems.length > 0) return null;
  const text = error.code === 'conflict' ? t('records.conflict') : <ErrorText error={error} />;
  return <Alert type="error" showIcon role="alert" title={text} />;
}

/** Heading, figures and what can be done, above a list. */
export function ListHead(props: {
  title: string;
  count?: number | undefined;
  children?: ReactNode;
}): ReactElement {
  return (
    <header className="records__head">
      <h1>
        {props.title}
        {props.count === undefined ? null : (
          <span className="quiet figures records__count">{props.count}</span>
        )}
      </h1>
      <div className="records__actions">{props.children}</div>
    </header>
  );
}

/** Saves what a route answers with as a file. */
export function useDownload(): Change & {
  save: <N extends RouteName>(name: N, input: ApiInput<N>) => void;
} {
  const { api } = useClassSession();
  const change = useChange();
  return {
    ...change,
    save: (name, input) =>
      void change.run(async () => {
        const { name: fileName, content } = await api.download(name, input);
        const link = document.createElement('a');
        link.href = URL.createObjectURL(content);
        link.download = fileName;
        link.click();
        // The browser has taken the file by the next turn of its loop.
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      }),
  };
}

/** For what fails away from any form. */
export function ErrorDialog({ change }: { change: Change }): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal
      open={change.error !== null}
      title={t('error.title')}
      onCancel={change.clear}
      footer={<Button onClick={change.clear}>{t('common.close')}</Button>}
    >
      {change.error === null ? null : <ErrorText error={change.error} />}
    </Modal>
  );
}

/** Asks before something is removed. */
export function RemoveButton(props: {
  name: string;
  onRemove: () => Promise<unknown>;
  onRemoved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  const change = useChange();
  const remove = (): void =>
    void change.run(props.onRemove).then((done) => {
      if (!done) return;
      setAsks(false);
      props.onRemoved();
    });
  return (
    <>
      <Button danger onClick={() => setAsks(true)}>
        {t('records.remove')}
      </Button>
      <Modal
        open={asks}
        title={t('records.removeTitle', { name: props.name })}
        okText={t('records.remove')}
        okButtonProps={{ danger: true, loading: change.busy }}
        cancelText={t('common.cancel')}
        onOk={remove}
        onCancel={() => setAsks(false)}
      >
        <p>{t('records.removeText')}</p>
        <ChangeError change={change} />
      </Modal>
    </>
  );
}
