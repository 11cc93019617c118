import { useId, useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reflection, reflectionLimits } from '../../../src/contract/reflection.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import '../../i18n/messages.ts';
import '../../i18n/reflection.ts';
import { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';
import { whenWords } from '../common/when-words.ts';
import { newClientId } from '../messages/use-outbox.ts';
import './reflection.css';

/** Characters of a comment, as the contract has it. */
const mostCharacters: (typeof reflectionLimits)['comment'] = 500;

/** What was said about a reflection. */
export function CommentList({ comments }: Pick<Reflection, 'comments'>): ReactElement | null {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  if (comments.length === 0) return null;
  return (
    <section aria-label={t('reflection.comments')}>
      <h3>{t('reflection.comments')}</h3>
      <ul className="comments">
        {comments.map(({ id, by, at, text }) => (
          <li key={id}>
            <p className="quiet">
              <bdi>{by}</bdi> <time className="figures">{whenWords(at, classroom.serverNow())}</time>
            </p>
            <p className="reflection__text">
              <bdi>{text}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A liaison or organiser says something about a reflection. */
export function CommentForm(props: {
  courseId: string;
  traineeId: string;
  onCommented: (reflection: Reflection) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, traineeId, onCommented } = props;
  const { api } = useClassSession();
  const fieldId = useId();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  // The same until it has been received: a comment whose receipt was lost on the way is not written twice.
  const id = useRef(newClientId());
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api
      .request('POST /api/courses/:courseId/reflections/:traineeId/comments', {
        params: { courseId, traineeId },
        body: { id: id.current, text },
      })
      .then(
        (reflection) => {
          id.current = newClientId();
          setText('');
          onCommented(reflection);
        },
        (thrown: unknown) => setError(ClientError.from(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form className="reflection" onSubmit={send}>
      <label htmlFor={fieldId}>{t('reflection.desk.comment')}</label>
      <textarea
        id={fieldId}
        className="field"
        rows={2}
        maxLength={mostCharacters}
        placeholder={t('reflection.desk.commentHint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {error === null ? null : <ErrorText error={error} />}
      <button type="submit" className="button" disabled={busy || text.trim() === ''}>
        {t('reflection.desk.send')}
      </button>
    </form>
  );
}
