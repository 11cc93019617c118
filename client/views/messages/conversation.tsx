import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../../src/contract/messages.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useRequest } from '../../hooks/use-request.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText, useErrorSentence } from '../common/error-text.tsx';
import { whenWords } from '../common/when-words.ts';
import { PostItem } from './post-item.tsx';
import { isLineError, type Draft, type Outbox } from './use-outbox.ts';
import type { ThreadView } from './use-thread.ts';
import '../../i18n/messages.ts';
import './messages.css';

/** Pixels from the end within which somebody is reading the newest posts, and wants to go on with them. */
const nearEnd = 120;

/** The posts of a thread: pinned ones above, older ones on demand, and at the end what is still being sent. */
export function Conversation(props: {
  courseId: string;
  threadId: string;
  thread: ThreadView;
  empty: string;
}): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const { courseId, threadId, thread, empty } = props;
  const { posts, pinned, outbox, state, error } = thread;
  const [asked, setAsked] = useState<Post | null>(null);
  const log = useLogAtEnd(posts.at(-1)?.id, outbox.drafts.length);
  const now = classroom.serverNow();
  if (state === 'failed' && error !== null) {
    return (
      <div className="conversation__failed">
        <ErrorText error={error} />
        <button type="button" className="button" onClick={thread.reload}>
          {t('common.retry')}
        </button>
      </div>
    );
  }
  const item = (post: Post): ReactElement => (
    <PostItem key={post.id} post={post} now={now} onAct={thread.act} onShowConfirmations={setAsked} />
  );
  return (
    <div className="conversation">
      {pinned.length === 0 ? null : (
        <section className="conversation__pinned" aria-label={t('messages.pinned')}>
          <ul>{pinned.map(item)}</ul>
        </section>
      )}
      {/* What scrolls must be reachable by keyboard. */}
      <div ref={log} className="conversation__log" role="log" aria-label={t('messages.log')} tabIndex={0}>
        {thread.more ? (
          <button
            type="button"
            className="button button--plain conversation__older"
            disabled={thread.loadingOlder}
            onClick={thread.loadOlder}
          >
            {thread.loadingOlder ? t('messages.loadingOlder') : t('messages.older')}
          </button>
        ) : null}
        {state === 'ready' && posts.length === 0 && outbox.drafts.length === 0 ? (
          <p className="quiet conversation__empty">{empty}</p>
        ) : null}
        <ul>
          {posts.filter(({ id }) => pinned.every((one) => one.id !== id)).map(item)}
          {outbox.drafts.map((draft) => (
            <DraftItem key={draft.clientId} draft={draft} outbox={outbox} />
          ))}
        </ul>
      </div>
      {asked === null ? null : (
        <ConfirmationsDialog {...{ courseId, threadId }} postId={asked.id} onClose={() => setAsked(null)} />
      )}
    </div>
  );
}

/** Keeps a log at its end while somebody reads there; older posts that come in above do not move what is read. */
function useLogAtEnd(newest: string | undefined, drafts: number): React.RefObject<HTMLDivElement | null> {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const height = useRef(0);
  useEffect(() => {
    const element = log.current;
    if (element === null) return undefined;
    const scrolled = (): void => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    };
    element.addEventListener('scroll', scrolled);
    // Pictures get their height when they arrive.
    const loaded = (): void => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    element.addEventListener('load', loaded, true);
    return () => {
      element.removeEventListener('scroll', scrolled);
      element.removeEventListener('load', loaded, true);
    };
  }, []);
  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    height.current = element.scrollHeight;
  }, [newest, drafts]);
  return log;
}

function DraftItem({ draft, outbox }: { draft: Draft; outbox: Outbox }): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { clientId, text, file, error, progress } = draft;
  return (
    <li className="post" data-own="true" data-sent="false">
      {text === '' ? null : (
        <p className="post__text">
          <bdi>{text}</bdi>
        </p>
      )}
      {file === null ? null : (
        <p className="quiet">
          <bdi>{file.name}</bdi>
        </p>
      )}
      {error === null ? (
        <p className="quiet figures" role="status">
          {progress === null
            ? t('messages.sending')
            : t('messages.sendingFile', { percent: Math.floor(100 * progress) })}
        </p>
      ) : (
        <>
          <p className="post__problem" role="alert">
            {t('messages.notSent')} {isLineError(error) ? t('messages.waitsForLine') : sentence(error.code)}
          </p>
          <div className="post__actions">
            <button type="button" className="button" onClick={() => outbox.retry(clientId)}>
              {t('messages.retry')}
            </button>
            <button type="button" className="button button--plain" onClick={() => outbox.discard(clientId)}>
              {t('messages.discard')}
            </button>
          </div>
        </>
      )}
    </li>
  );
}

function ConfirmationsDialog(props: {
  courseId: string;
  threadId: string;
  postId: string;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('messages.confirmedTitle')}
      onClose={props.onClose}
      actions={
        <button type="button" className="button" onClick={props.onClose}>
          {t('common.close')}
        </button>
      }
    >
      <Confirmations {...props} />
    </Dialog>
  );
}

/** Who of a group has confirmed a post; whoever has not comes first. */
export function Confirmations(props: {
  courseId: string;
  threadId: string;
  postId: string;
}): ReactElement | null {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const { courseId, threadId, postId } = props;
  const members = useRequest('GET /api/courses/:courseId/posts/:postId/confirmations', {
    params: { courseId, postId },
    query: { threadId },
  });
  if (members.kind === 'failed') return <ErrorText error={members.error} onRetry={members.reload} />;
  if (members.kind === 'loading') return null;
  const missing = members.data.members.filter(({ at }) => at === null);
  const done = members.data.members.filter(({ at }) => at !== null);
  const now = classroom.serverNow();
  return (
    <div className="confirmations">
      {missing.length === 0 ? (
        <p>{t('messages.allConfirmed')}</p>
      ) : (
        <>
          <h3>{t('messages.missing', { count: missing.length })}</h3>
          <ul>
            {missing.map(({ name }, index) => (
              <li key={`${name} ${index}`}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {done.length === 0 ? null : (
        <>
          <h3>{t('messages.haveConfirmed', { count: done.length })}</h3>
          <ul>
            {done.map(({ name, at }, index) => (
              <li key={`${name} ${index}`}>
                <bdi>{name}</bdi>{' '}
                <span className="quiet figures">{at === null ? '' : whenWords(at, now)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
