import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../src/contract/index.ts';
import type { PollBranch, StaffPoll } from '../../../src/contract/polls.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { ErrorText } from '../common/error-text.tsx';
import { useLive } from '../../hooks/use-live.ts';
import { PollBars } from './poll-bars.tsx';
import { useAction } from './use-action.ts';
import { letters, shortCountdown } from './words.ts';
import '../../i18n/polls.ts';

type Progress = CommandOutput<'poll.progress'>;

/** The poll that is open, or closed and still shown: its bars as they grow, and what can be done with it. */
export function CurrentPoll({ poll, onChanged }: { poll: StaffPoll; onChanged: () => void }): ReactElement {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const now = useClock();
  const action = useAction();
  const { pollId } = poll;
  const { data } = useLive<Progress>(
    pollId,
    () => command('poll.progress', { pollId }),
    (progress, notice) => {
      if (notice.name !== 'poll.progressed' || notice.data.pollId !== pollId) return progress;
      return { ...notice.data, branches: merged(progress.branches, notice.data.branches) };
    },
  );
  const open = poll.state === 'open';
  const act = (work: () => Promise<unknown>): void => void action.run(work).then(onChanged);
  return (
    <section className="poll-panel__block poll-panel__current" aria-label={t('polls.panel.current')}>
      <div className="poll-panel__line quiet">
        <span>
          {t(`polls.kind.${poll.kind}`)} · {t(`polls.state.${poll.state}`)}
        </span>
        <span className="figures">
          {open
            ? poll.closesAt === null
              ? t('polls.openEnd')
              : t('polls.timeLeft', { time: shortCountdown(poll.closesAt - now) })
            : null}
        </span>
      </div>
      <p className="poll-panel__question">
        <bdi>{poll.question}</bdi>
      </p>
      {data === null ? null : <PollBars poll={poll} results={data.results} correct={poll.key} />}
      <p className="quiet" role="status">
        {poll.resultsShown ? t('polls.panel.shown') : t('polls.panel.notShown')}
      </p>
      {action.error === null ? null : <ErrorText error={action.error} />}
      <div className="poll-panel__actions">
        {open ? (
          <button
            type="button"
            className="button button--primary"
            disabled={action.busy}
            onClick={() => act(() => command('poll.close', { pollId }))}
          >
            {t('polls.panel.close')}
          </button>
        ) : null}
        <button
          type="button"
          className={open ? 'button' : 'button button--primary'}
          disabled={action.busy}
          onClick={() => act(() => command('poll.showResults', { pollId, shown: !poll.resultsShown }))}
        >
          {poll.resultsShown ? t('polls.panel.hide') : t('polls.panel.show')}
        </button>
        {open ? null : (
          <button
            type="button"
            className="button"
            disabled={action.busy}
            onClick={() => act(() => command('poll.dismiss', { pollId }))}
          >
            {t('polls.panel.dismiss')}
          </button>
        )}
      </div>
      {data === null ? null : <Branches poll={poll} branches={data.branches} />}
    </section>
  );
}

/** What changed takes the place of what was there. */
function merged(before: readonly PollBranch[], changed: readonly PollBranch[]): PollBranch[] {
  const all = new Map(before.map((one) => [one.branchId, one]));
  for (const one of changed) all.set(one.branchId, one);
  return [...all.values()];
}

function Branches({ poll, branches }: { poll: StaffPoll; branches: readonly PollBranch[] }): ReactElement {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  const rows = useMemo(() => {
    const name = (id: string | null): string =>
      id === null ? t('polls.port') : (roster?.branches.get(id)?.name ?? id);
    return branches
      .map((one) => ({ ...one, name: name(one.branchId) }))
      .sort((a, b) => b.answered - a.answered || a.name.localeCompare(b.name, 'zh-CN'));
  }, [branches, roster, t]);
  return (
    <details>
      <summary>{t('polls.panel.branches')}</summary>
      <ul className="poll-branches" tabIndex={0} aria-label={t('polls.panel.branches')}>
        {rows.map(({ branchId, name, answered, expected, bars, room }) => (
          <li key={branchId ?? 'ports'}>
            <bdi>{name}</bdi>
            <span className="figures quiet">
              {room ? `${t('polls.panel.room')} ${answered}` : `${answered} / ${expected}`}
              {poll.options.length > 0 && answered > 0
                ? ` · ${bars.map((count, bar) => `${letters.charAt(bar)}${count}`).join(' ')}`
                : ''}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
