import { Button, Drawer, Form, type FormInstance } from 'antd';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeError, useProblemWords } from './parts.tsx';
import type { Change } from './use-change.ts';

/** A form in a panel at the side: what is wrong stands at the field. */
export function SideForm<T extends object>(props: {
  title: string;
  form: FormInstance<T>;
  initial: Partial<T>;
  change: Change;
  onSave: (values: T) => void;
  onClose: () => void;
  /** Beside the save button, for example to remove the record. */
  extra?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { title, form, initial, change, onSave, onClose, extra, children } = props;
  const { problems } = change;
  useEffect(() => {
    for (const problem of problems) {
      // A field of the form has the name that the contract gives to it.
      form.setFields([{ name: problem.field as never, errors: [words(problem)] }]);
    }
    // The words change with the language only, and then the form is drawn anew anyway.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [problems, form]);
  return (
    <Drawer
      open
      size={440}
      title={title}
      onClose={onClose}
      footer={
        <div className="records__footer">
          <Button type="primary" loading={change.busy} onClick={() => form.submit()}>
            {t('records.save')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <span className="records__extra">{extra}</span>
        </div>
      }
    >
      <Form<T>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={onSave}
        scrollToFirstError
      >
        <ChangeError change={change} />
        {children}
      </Form>
    </Drawer>
  );
}
