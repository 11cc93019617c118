import { useId, useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { limits } from '../../../../src/contract/limits.ts';
import type { SentAnnouncement } from '../../../../src/contract/messages.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import '../../../i18n/direct.ts';
import { Dialog } from '../../common/dialog.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { useCourseId } from '../../messages/use-inbox.ts';
import { useSending } from '../../messages/use-sending.ts';
import './stage-parts.css';

/** Characters of an announcement, as the contract has it. */
const mostCharacters: (typeof limits)['announcementLength'] = 300;

/** Announcing from the main classroom: to everybody or to one branch; how far the newest one has come. */
export function AnnounceControl(): ReactElement | null {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const { phase } = useClassroom();
  const courseId = useCourseId();
  const [writing, setWriting] = useState(false);
  const list = useRequest(
    'GET /api/courses/:courseId/announcements',
    courseId === null ? null : { params: { courseId } },
  );
  useNews(['announcement.sent', 'announcement.seen', 'announcement.withdrawn'], list.reload);
  if (courseId === null) return null;
  const standing = list.kind === 'ready' ? list.data.announcements : [];
  const newest = standing.find(({ withdrawnAt }) => withdrawnAt === null);
  // The server takes a lecturer's while a lesson is live; an organiser's always.
  const may = role !== 'lecturer' || phase === 'live';
  return (
    <section className="announce" aria-label={t('direct.announce.title')}>
      <p className="announce__head">
        <span className="quiet">{may ? t('direct.announce.hint') : t('direct.announce.notLive')}</span>
        <button type="button" className="button" disabled={!may} onClick={() => setWriting(true)}>
          {t('direct.announce.write')}
        </button>
      </p>
      {newest ? <Newest courseId={courseId} announcement={newest} onChanged={list.reload} /> : null}
      {writing ? (
        <AnnounceDialog
          courseId={courseId}
          onClose={() => setWriting(false)}
          onSent={() => {
            setWriting(false);
            list.reload();
          }}
        />
      ) : null}
    </section>
  );
}

function Newest(props: {
  courseId: string;
  announcement: SentAnnouncement;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { courseId, announcement, onChanged } = props;
  const { id: postId, text, branches, mayWithdraw } = announcement;
  const withdrawal = useSending();
  return (
    <div className="announce__newest">
      <p className="announce__text">
        <bdi>{text}</bdi>
      </p>
      <p className="announce__head">
        <span className="quiet figures">{t('direct.announce.seen', branches)}</span>
        {mayWithdraw ? (
          <button
            type="button"
            className="button button--plain"
            disabled={withdrawal.busy}
            onClick={() =>
              withdrawal.run(
                () =>
                  api.request('DELETE /api/courses/:courseId/announcements/:postId', {
                    params: { courseId, postId },
                  }),
                onChanged,
              )
            }
          >
            {t('direct.announce.withdraw')}
          </button>
        ) : null}
      </p>
      {withdrawal.error === null ? null : <ErrorText error={withdrawal.error} />}
    </div>
  );
}

function AnnounceDialog(props: { courseId: string; onClose: () => void; onSent: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { roster } = useClassroom();
  const { courseId, onClose, onSent } = props;
  const [text, setText] = useState('');
  const [branchId, setBranchId] = useState('');
  const [stays, setStays] = useState(false);
  const sending = useSending();
  const [textId, toId, staysId] = [useId(), useId(), useId()];
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    sending.run(
      (clientId) =>
        api.request('POST /api/courses/:courseId/announcements', {
          params: { courseId },
          body: { clientId, text, branchIds: branchId === '' ? null : [branchId], stays },
        }),
      onSent,
    );
  };
  return (
    <Dialog title={t('direct.announce.write')} onClose={onClose}>
      <form className="announce__form" onSubmit={send}>
        <label htmlFor={textId} className="quiet">
          {t('direct.announce.text')}
        </label>
        <textarea
          id={textId}
          className="field"
          rows={3}
          maxLength={mostCharacters}
          placeholder={t('direct.announce.placeholder', { most: mostCharacters })}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="announce__to">
          <label htmlFor={toId}>{t('direct.announce.whom')}</label>
          <select
            id={toId}
            className="field"
            value={branchId}
            onChange={(event) => setBranchId(event.target.value)}
          >
            <option value="">{t('direct.announce.everybody')}</option>
            {[...(roster?.branches.values() ?? [])].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </p>
        <p className="announce__stays">
          <input
            id={staysId}
            type="checkbox"
            checked={stays}
            onChange={(event) => setStays(event.target.checked)}
          />
          <label htmlFor={staysId}>{t('direct.announce.stays')}</label>
        </p>
        {sending.error === null ? null : <ErrorText error={sending.error} />}
        <div className="dialog__actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button
            type="submit"
            className="button button--primary"
            disabled={sending.busy || text.trim() === ''}
          >
            {t('direct.announce.send')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
