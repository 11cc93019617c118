import { Button, Checkbox, Input } from 'antd';
import { useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { helpLimits } from '../../../../src/contract/help-limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { newClientId } from '../../messages/use-outbox.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** Writes an answer to one request, or to all open ones of its group. */
export function AnswerForm(props: {
  courseId: string;
  ticketId: string;
  toGroup: boolean;
  label: string;
  /** What else can be done instead of answering. */
  others?: ReactNode;
  onAnswered: (answered: number) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, ticketId, toGroup, label, others, onAnswered } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [text, setText] = useState('');
  const [close, setClose] = useState(false);
  // The same until it has been received: an answer whose receipt was lost on the way is not given twice.
  const id = useRef(newClientId());
  const send = (): void => {
    const body = { id: id.current, text, group: toGroup, close };
    void change.run(async () => {
      const { answered } = await api.request('POST /api/courses/:courseId/tickets/:ticketId/answers', {
        params: { courseId, ticketId },
        body,
      });
      id.current = newClientId();
      setText('');
      onAnswered(answered);
    });
  };
  return (
    <div className="answer-form">
      <Input.TextArea
        aria-label={t('helpDesk.answerLabel')}
        placeholder={t('helpDesk.answerHint')}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={helpLimits.text}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ChangeError change={change} />
      <div className="answer-form__actions">
        <Button type="primary" disabled={text.trim() === ''} loading={change.busy} onClick={send}>
          {label}
        </Button>
        <Checkbox checked={close} onChange={(event) => setClose(event.target.checked)}>
          {t('helpDesk.andClose')}
        </Checkbox>
        {others}
      </div>
    </div>
  );
}

/** Closes one request, or all of its group. */
export function CloseButton(props: {
  courseId: string;
  ticketId: string;
  ofGroup: boolean;
  onClosed: (closed: number) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, ticketId, ofGroup, onClosed } = props;
  const { api } = useClassSession();
  const change = useChange();
  const close = (): void =>
    void change.run(async () => {
      const { closed } = await api.request('POST /api/courses/:courseId/tickets/:ticketId/close', {
        params: { courseId, ticketId },
        body: { group: ofGroup },
      });
      onClosed(closed);
    });
  return (
    <>
      <Button loading={change.busy} onClick={close}>
        {t(ofGroup ? 'helpDesk.closeAll' : 'helpDesk.close')}
      </Button>
      <ChangeError change={change} />
    </>
  );
}
