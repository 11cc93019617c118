import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { pollLimits } from '../../../src/contract/poll-limits.ts';
import type { PublicPoll, RoomCounts } from '../../../src/contract/polls.ts';
import type { CommandOutput } from '../../../src/contract/index.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';
import { PollBars } from './poll-bars.tsx';
import { useLive } from '../../hooks/use-live.ts';
import { letters, shortCountdown, useBarNames } from './words.ts';
import '../../i18n/polls.ts';
import './polls.css';

/** The poll of the moment on a liaison's phone: how far the branch is, and its show of hands. Nothing while there is none. */
export function PollRoomCounts(): ReactElement | null {
  const { poll } = useClassroom();
  return poll === null ? null : <RoomCard key={poll.pollId} poll={poll} />;
}

type Own = CommandOutput<'poll.ownBranch'>;

function RoomCard({ poll }: { poll: PublicPoll }): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  const { command } = useClassSession();
  const { pollId } = poll;
  const { data, change, error } = useLive<Own>(
    pollId,
    () => command('poll.ownBranch', { pollId }),
    (own, notice) => {
      if (notice.name !== 'poll.branchProgressed' || notice.data.pollId !== pollId) return own;
      const { answered, expected, room } = notice.data;
      if (notice.data.branchId !== own.branch.branchId) return own;
      // Who counted the room on another device, or took it back, is asked for.
      if (room !== own.branch.room) return 'reload';
      return { ...own, branch: { ...own.branch, answered, expected } };
    },
  );
  const open = poll.state === 'open' && (poll.closesAt === null || now < poll.closesAt);
  return (
    <section className="poll-card card" aria-label={t('polls.title')}>
      <header className="poll-card__head">
        <span>
          {t('polls.title')} · {t(`polls.kind.${poll.kind}`)}
        </span>
        <span className="figures">
          {open
            ? poll.closesAt === null
              ? t('polls.openEnd')
              : t('polls.timeLeft', { time: shortCountdown(poll.closesAt - now) })
            : t('polls.closed')}
        </span>
      </header>
      <h2>
        <bdi>{poll.question}</bdi>
      </h2>
      {error === null ? null : <ErrorText error={error} />}
      {data === null ? null : <Progress own={data} />}
      {data !== null && open ? (
        <Hands
          key={data.counts === null ? 'none' : data.counts.counts.join()}
          poll={poll}
          own={data}
          onCounted={(next) => change(() => next)}
        />
      ) : null}
      {poll.results === null ? null : <PollBars poll={poll} results={poll.results} correct={poll.key} />}
    </section>
  );
}

function Progress({ own: { branch, counts } }: { own: Own }): ReactElement {
  const { t } = useTranslation();
  return (
    <p role="status">
      {counts === null
        ? t('polls.room.progress', { answered: branch.answered, expected: branch.expected })
        : t('polls.room.counted', { count: counts.heads, persons: branch.persons })}
    </p>
  );
}

function Hands(props: { poll: PublicPoll; own: Own; onCounted: (own: Own) => void }): ReactElement {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const { poll, own, onCounted } = props;
  const names = useBarNames()(poll);
  const [counts, setCounts] = useState<readonly number[]>(own.counts?.counts ?? names.map(() => 0));
  const [heads, setHeads] = useState(own.counts?.heads ?? 0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  if (names.length === 0) return <p className="quiet">{t('polls.room.noRoom')}</p>;
  const isMultiple = poll.kind === 'multiple';
  const sum = counts.reduce((total, one) => total + one, 0);
  const people = isMultiple ? heads : sum;
  const wrong = counts.some((one) => one > people);
  const send = (room: RoomCounts | null): void => {
    setBusy(true);
    setError(null);
    command('poll.roomCounts', { pollId: poll.pollId, room })
      .then(onCounted, (thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="poll-hands">
      <h3>{t('polls.room.title')}</h3>
      <p className="quiet">{t('polls.room.hint')}</p>
      {names.map((name, bar) => (
        <Counter
          key={bar}
          name={poll.options.length > 0 ? `${letters.charAt(bar)} ${name}` : name}
          value={counts[bar] ?? 0}
          onChange={(value) => setCounts(counts.map((one, place) => (place === bar ? value : one)))}
        />
      ))}
      {isMultiple ? <Counter name={t('polls.room.heads')} value={heads} onChange={setHeads} /> : null}
      {wrong ? <p className="poll-wrong">{t('polls.room.headsWrong')}</p> : null}
      {error === null ? null : <ErrorText error={error} />}
      <button
        type="button"
        className="button button--primary button--wide"
        disabled={busy || wrong || people === 0}
        onClick={() => send({ counts: [...counts], heads: people })}
      >
        {t('polls.room.submit')} · {t('polls.room.sum', { count: people })}
      </button>
      {own.counts === null ? null : (
        <button type="button" className="button button--wide" disabled={busy} onClick={() => send(null)}>
          {t('polls.room.withdraw')}
        </button>
      )}
    </div>
  );
}

function Counter(props: { name: string; value: number; onChange: (value: number) => void }): ReactElement {
  const { t } = useTranslation();
  const { name, value, onChange } = props;
  const set = (next: number): void =>
    onChange(Math.min(pollLimits.heads, Math.max(0, Math.trunc(next) || 0)));
  return (
    <div className="poll-counter">
      <bdi className="poll-counter__name">{name}</bdi>
      <button
        type="button"
        className="button button--icon"
        aria-label={t('polls.room.less', { name })}
        disabled={value === 0}
        onClick={() => set(value - 1)}
      >
        −
      </button>
      <input
        className="field figures"
        inputMode="numeric"
        aria-label={name}
        value={value}
        onFocus={(event) => event.target.select()}
        onChange={(event) => set(Number(event.target.value))}
      />
      <button
        type="button"
        className="button button--icon"
        aria-label={t('polls.room.more', { name })}
        onClick={() => set(value + 1)}
      >
        +
      </button>
    </div>
  );
}
