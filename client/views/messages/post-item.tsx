import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageFile, Post } from '../../../src/contract/messages.ts';
import { ClientError } from '../../session/client-error.ts';
import { Dialog } from '../common/dialog.tsx';
import { Icon } from '../common/icon.tsx';
import { useErrorSentence } from '../common/error-text.tsx';
import { whenWords } from '../common/when-words.ts';
import { sizeWords } from '../materials/size.ts';
import type { PostAction } from './use-thread.ts';
import '../../i18n/messages.ts';

export interface PostProps {
  post: Post;
  /** By the server's clock: posts of other days say which. */
  now: number;
  onAct: (what: PostAction) => Promise<void>;
  onShowConfirmations: (post: Post) => void;
}

/** What somebody wrote. Every text in it is shown as text, and keeps its direction to itself. */
export function PostItem({ post, now, onAct, onShowConfirmations }: PostProps): ReactElement {
  const { t } = useTranslation();
  const { author } = post;
  return (
    <li className="post" data-own={author.own} data-more={post.may.pin || post.may.remove}>
      <p className="post__head">
        <bdi className="post__author">{author.own ? t('messages.you') : author.name}</bdi>
        {author.branchName === null || author.role === 'trainee' ? (
          <span className="quiet">{t(`role.${author.role}`)}</span>
        ) : (
          <bdi className="quiet">
            {t(`role.${author.role}`)} · {author.branchName}
          </bdi>
        )}
        <time className="quiet" dateTime={new Date(post.at).toISOString()}>
          {whenWords(post.at, now)}
        </time>
      </p>
      <PostMarks post={post} />
      {post.removed ? (
        <p className="post__text quiet">{t('messages.removed')}</p>
      ) : (
        <>
          {post.text === '' ? null : (
            <p className="post__text">
              <bdi>{post.text}</bdi>
            </p>
          )}
          {post.file === null ? null : <PostFile file={post.file} />}
          <PostActions {...{ post, now, onAct, onShowConfirmations }} />
        </>
      )}
    </li>
  );
}

function PostMarks({ post }: { post: Post }): ReactElement | null {
  const { t } = useTranslation();
  const { pinned, toAllGroups } = post;
  // What a liaison says concerns the own branch anyway, whose name stands beside theirs.
  const branch = post.author.role === 'liaison' ? null : post.branch;
  if (!pinned && !toAllGroups && branch === null) return null;
  return (
    <p className="post__marks">
      {pinned ? <span className="post__mark">{t('messages.pinned')}</span> : null}
      {toAllGroups ? <span className="post__mark">{t('messages.toAllGroups')}</span> : null}
      {branch === null ? null : (
        <bdi className="post__mark">{t('messages.forBranch', { name: branch.name })}</bdi>
      )}
    </p>
  );
}

function PostFile({ file }: { file: MessageFile }): ReactElement {
  const { t } = useTranslation();
  if (file.kind === 'image') {
    return (
      <a
        className="post__picture"
        href={file.path}
        target="_blank"
        rel="noreferrer"
        aria-label={t('messages.openPicture', { name: file.fileName })}
      >
        <img src={file.path} alt="" loading="lazy" />
      </a>
    );
  }
  return (
    <a
      className="button post__file"
      href={file.inline ? file.path : `${file.path}&download=1`}
      {...(file.inline ? { target: '_blank', rel: 'noreferrer' } : { download: file.fileName })}
      aria-label={t('messages.download', { name: file.fileName })}
    >
      <bdi>{t('messages.file', { name: file.fileName, size: sizeWords(file.size) })}</bdi>
    </a>
  );
}

function PostActions({ post, now, onAct, onShowConfirmations }: PostProps): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const { confirmation, may } = post;
  const ownAt = confirmation?.ownAt ?? null;
  const members = confirmation?.members ?? null;
  const act = (what: PostAction): void => {
    setBusy(true);
    setError(null);
    onAct(what)
      .then(() => setOpen(false))
      .catch((thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => {
        setBusy(false);
        setRemoving(false);
      });
  };
  const change = (what: { pinned?: boolean; asksConfirmation?: boolean }): void =>
    act({ kind: 'change', postId: post.id, change: what });
  return (
    <>
      {may.pin || may.remove ? (
        <button
          type="button"
          className="button button--icon button--plain post__more"
          aria-expanded={open}
          aria-label={t('messages.more')}
          onClick={() => setOpen(!open)}
        >
          <MoreSign />
        </button>
      ) : null}
      <div className="post__actions">
        {may.confirm ? (
          <button
            type="button"
            className="button button--primary"
            disabled={busy}
            onClick={() => act({ kind: 'confirm', postId: post.id })}
          >
            {t('messages.confirm')}
          </button>
        ) : null}
        {ownAt === null ? null : (
          <p className="post__confirmed">
            <Icon name="check" />
            {t('messages.confirmedAt', { time: whenWords(ownAt, now) })}
          </p>
        )}
        {members === null ? null : (
          <button type="button" className="button figures" onClick={() => onShowConfirmations(post)}>
            {t('messages.confirmed', members)}
          </button>
        )}
      </div>
      {open ? (
        <div className="post__actions" ref={intoView}>
          {may.pin ? (
            <>
              <button
                type="button"
                className="button"
                disabled={busy}
                onClick={() => change({ pinned: !post.pinned })}
              >
                {post.pinned ? t('messages.unpin') : t('messages.pin')}
              </button>
              <button
                type="button"
                className="button"
                disabled={busy}
                onClick={() => change({ asksConfirmation: confirmation === null })}
              >
                {confirmation === null ? t('messages.askConfirmation') : t('messages.stopAsking')}
              </button>
            </>
          ) : null}
          {may.remove ? (
            <button type="button" className="button" disabled={busy} onClick={() => setRemoving(true)}>
              {t('messages.remove')}
            </button>
          ) : null}
        </div>
      ) : null}
      {error === null ? null : (
        <p className="post__problem" role="alert">
          {sentence(error.code)}
        </p>
      )}
      {removing ? (
        <Dialog
          title={t('messages.removeTitle')}
          onClose={() => setRemoving(false)}
          actions={
            <>
              <button type="button" className="button" onClick={() => setRemoving(false)}>
                {t('common.cancel')}
              </button>
              <button
                type="button"
                className="button button--danger"
                disabled={busy}
                onClick={() => act({ kind: 'remove', postId: post.id })}
              >
                {t('messages.remove')}
              </button>
            </>
          }
        >
          <p>{t('messages.removeText')}</p>
        </Dialog>
      ) : null}
    </>
  );
}

/** What opens at the end of a list that scrolls would be below its edge. */
function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function MoreSign(): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <circle cx="5" cy="12" r="2" />
      <circle cx="12" cy="12" r="2" />
      <circle cx="19" cy="12" r="2" />
    </svg>
  );
}
