import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../src/contract/index.ts';
import type { PollDraft, StaffPoll } from '../../../src/contract/polls.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ErrorText } from '../common/error-text.tsx';
import { useLive, type Live } from '../../hooks/use-live.ts';
import { CurrentPoll } from './current-poll.tsx';
import { emptyForm, formOf, type FormState } from './draft.ts';
import { PickPanel } from './pick-panel.tsx';
import { PollForm } from './poll-form.tsx';
import { useAction } from './use-action.ts';
import '../../i18n/polls.ts';
import './polls.css';

type PollList = CommandOutput<'poll.list'>;

/** Everything about polls for whoever asks them: the open one, the list, one made up on the spot, the random pick. */
export function PollPanel(): ReactElement {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const list = useLive<PollList>(
    'polls',
    () => command('poll.list', {}),
    (polls, notice) => (notice.name === 'poll.listChanged' ? 'reload' : polls),
  );
  const polls = list.data?.polls ?? [];
  const current = polls.find((one) => one.current) ?? null;
  return (
    <div className="poll-panel">
      {current === null ? null : <CurrentPoll key={current.pollId} poll={current} onChanged={list.reload} />}
      <PollList list={list} busyWith={current} />
      <PickPanel />
      {list.error === null ? null : (
        <div role="alert">
          <ErrorText error={list.error} />
          <button type="button" className="button" onClick={list.reload}>
            {t('common.retry')}
          </button>
        </div>
      )}
    </div>
  );
}

/** What the form is open for: a new poll, one like another, or a prepared one that is changed. */
type Editing = { initial: FormState; of: StaffPoll | null } | null;

function PollList({ list, busyWith }: { list: Live<PollList>; busyWith: StaffPoll | null }): ReactElement {
  const { t } = useTranslation();
  const { command, api } = useClassSession();
  const { lesson } = useClassroom();
  const [editing, setEditing] = useState<Editing>(null);
  const action = useAction();
  const blocked = busyWith?.state === 'open';
  const done = (worked: boolean): void => {
    if (!worked) return;
    setEditing(null);
    list.reload();
  };
  const open = (what: { pollId: string } | { draft: PollDraft }): void =>
    void action.run(() => command('poll.open', what)).then(done);
  const save = (draft: PollDraft): void => {
    if (lesson === null) return;
    const { courseId, id: lessonId } = lesson;
    const of = editing?.of ?? null;
    void action
      .run(() =>
        of === null
          ? api.request('POST /api/courses/:courseId/polls', {
              params: { courseId },
              body: { lessonId, draft },
            })
          : api.request('PATCH /api/courses/:courseId/polls/:pollId', {
              params: { courseId, pollId: of.pollId },
              body: { draft, revision: of.revision },
            }),
      )
      .then(done);
  };
  const others = (list.data?.polls ?? []).filter((one) => !one.current);
  return (
    <section className="poll-panel__block" aria-label={t('polls.panel.list')}>
      <div className="poll-panel__line">
        <h3>{t('polls.panel.list')}</h3>
        {editing === null ? (
          <button
            type="button"
            className="button button--primary"
            onClick={() => setEditing({ initial: emptyForm, of: null })}
          >
            {t('polls.panel.improvise')}
          </button>
        ) : null}
      </div>
      {editing === null ? null : (
        <PollForm
          key={editing.of?.pollId ?? 'new'}
          initial={editing.initial}
          existing={editing.of !== null}
          busy={action.busy}
          error={action.error}
          {...(blocked || editing.of !== null ? {} : { onOpen: (draft: PollDraft) => open({ draft }) })}
          onSave={save}
          onCancel={() => setEditing(null)}
        />
      )}
      {blocked ? <p className="quiet">{t('polls.panel.busy')}</p> : null}
      {editing === null && action.error !== null ? <ErrorText error={action.error} /> : null}
      {list.data !== null && others.length === 0 ? <p className="quiet">{t('polls.panel.empty')}</p> : null}
      <ul className="poll-list">
        {others.map((poll) => (
          <Item
            key={poll.pollId}
            poll={poll}
            blocked={blocked || action.busy}
            onOpen={() => open({ pollId: poll.pollId })}
            onEdit={() => setEditing({ initial: formOf(poll), of: poll.state === 'prepared' ? poll : null })}
            onRemoved={list.reload}
          />
        ))}
      </ul>
    </section>
  );
}

function Item(props: {
  poll: StaffPoll;
  blocked: boolean;
  onOpen: () => void;
  onEdit: () => void;
  onRemoved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { poll, blocked, onOpen, onEdit } = props;
  const prepared = poll.state === 'prepared';
  return (
    <li className="poll-list__item">
      <bdi>{poll.question}</bdi>
      <div className="poll-panel__line">
        <span className="quiet figures">
          {t(`polls.kind.${poll.kind}`)} ·{' '}
          {prepared ? t('polls.state.prepared') : t('polls.answered', { count: poll.answers })}
        </span>
        <span className="poll-panel__actions">
          {prepared ? (
            <button type="button" className="button" disabled={blocked} onClick={onOpen}>
              {t('polls.panel.open')}
            </button>
          ) : null}
          <button type="button" className="button button--plain" onClick={onEdit}>
            {prepared ? t('polls.panel.edit') : t('polls.panel.again')}
          </button>
          {prepared ? <RemoveItem poll={poll} onRemoved={props.onRemoved} /> : null}
        </span>
      </div>
    </li>
  );
}

/** The second click removes. */
function RemoveItem({ poll, onRemoved }: { poll: StaffPoll; onRemoved: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { lesson } = useClassroom();
  const [sure, setSure] = useState(false);
  const action = useAction();
  const remove = (): void => {
    if (lesson === null) return;
    const params = { courseId: lesson.courseId, pollId: poll.pollId };
    const query = { revision: poll.revision };
    void action
      .run(() => api.request('DELETE /api/courses/:courseId/polls/:pollId', { params, query }))
      .then((worked) => worked && onRemoved());
  };
  return (
    <>
      <button
        type="button"
        className={sure ? 'button button--danger' : 'button button--plain'}
        disabled={action.busy}
        onBlur={() => setSure(false)}
        onClick={() => (sure ? remove() : setSure(true))}
      >
        {sure ? t('polls.panel.removeSure') : t('polls.panel.remove')}
      </button>
      {action.error === null ? null : <ErrorText error={action.error} />}
    </>
  );
}
