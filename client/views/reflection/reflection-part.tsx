import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../src/contract/index.ts';
import type { Reflection, ReflectionPolicy } from '../../../src/contract/reflection.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import '../../i18n/messages.ts';
import '../../i18n/reflection.ts';
import { ErrorText } from '../common/error-text.tsx';
import { whenWords } from '../common/when-words.ts';
import { CommentList } from './comments.tsx';
import { ShownReflections } from './shown-reflections.tsx';
import type { ReflectionDraft } from './use-draft.ts';
import './reflection.css';

/** The own reflection, being written or handed in, and those that everybody may read. */
export function ReflectionPart(props: {
  courseId: string;
  data: RouteOutput<'GET /api/courses/:courseId/reflections/own'>;
  draft: ReflectionDraft;
}): ReactElement {
  const { courseId, data, draft } = props;
  const { policy, own, shown } = data;
  return (
    <div className="reflection">
      {own?.state === 'handedIn' ? (
        <HandedIn reflection={own} />
      ) : policy.wanted ? (
        <Editor policy={policy} draft={draft} />
      ) : null}
      {shown === 0 ? null : <ShownReflections courseId={courseId} count={shown} />}
    </div>
  );
}

function HandedIn({ reflection }: { reflection: Reflection }): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const { text, handedInAt, shown, comments } = reflection;
  const time = whenWords(handedInAt ?? 0, classroom.serverNow());
  return (
    <>
      <p className="reflection__receipt figures" role="status">
        {t('reflection.handedIn', { time })}
      </p>
      {shown ? <p>{t('reflection.isShown')}</p> : null}
      <p className="reflection__text">
        <bdi>{text}</bdi>
      </p>
      <CommentList comments={comments} />
    </>
  );
}

function Editor({ policy, draft }: { policy: ReflectionPolicy; draft: ReflectionDraft }): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const fieldId = useId();
  const now = classroom.serverNow();
  const { until, task, minLength, maxLength } = policy;
  // As the server counts them: a character outside of the basic plane is one.
  const count = Array.from(draft.text).length;
  const isOver = until !== null && now > until;
  return (
    <>
      <p>
        <bdi>{task === '' ? t('reflection.task') : task}</bdi>
      </p>
      {until === null ? null : (
        <p className="quiet figures">
          {isOver ? t('reflection.isOver') : t('reflection.until', { time: whenWords(until, now) })}
        </p>
      )}
      <label htmlFor={fieldId}>{t('reflection.label')}</label>
      <textarea
        id={fieldId}
        className="field"
        rows={8}
        maxLength={maxLength}
        readOnly={draft.handIn}
        value={draft.text}
        onChange={(event) => draft.write(event.target.value)}
      />
      <p className="reflection__state quiet figures">
        <span>
          {count < minLength
            ? t('reflection.lengthLeast', { count, least: minLength })
            : t('reflection.length', { count, most: maxLength })}
        </span>
        <span role="status">
          <DraftWords draft={draft} />
        </span>
      </p>
      {draft.error === null || draft.isLineDown ? null : <ErrorText error={draft.error} />}
      {isOver ? null : <HandInButton draft={draft} disabled={count < Math.max(1, minLength)} />}
    </>
  );
}

function DraftWords({ draft }: { draft: ReflectionDraft }): ReactElement | null {
  const { t } = useTranslation();
  const { handIn, isLineDown, unsaved, busy, text } = draft;
  if (handIn) return <>{t(isLineDown ? 'reflection.notReceived' : 'reflection.handingIn')}</>;
  if (isLineDown) return <>{t('reflection.keptHere')}</>;
  if (unsaved || busy) return <>{t('reflection.saving')}</>;
  return text === '' ? null : <>{t('reflection.saved')}</>;
}

/** What is handed in stays, so it is asked once. */
function HandInButton({ draft, disabled }: { draft: ReflectionDraft; disabled: boolean }): ReactElement {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  if (!asks || draft.handIn) {
    return (
      <button
        type="button"
        className="button button--primary"
        disabled={disabled || draft.handIn}
        onClick={() => setAsks(true)}
      >
        {t('reflection.handIn')}
      </button>
    );
  }
  return (
    <div className="reflection__sure">
      <p>{t('reflection.sure')}</p>
      <button
        type="button"
        className="button button--primary"
        disabled={disabled}
        onClick={() => {
          setAsks(false);
          draft.handInNow();
        }}
      >
        {t('reflection.sureYes')}
      </button>
      <button type="button" className="button" onClick={() => setAsks(false)}>
        {t('reflection.sureNo')}
      </button>
    </div>
  );
}
