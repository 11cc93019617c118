import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublicPoll } from '../../../src/contract/polls.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { PollBars } from './poll-bars.tsx';
import { useEntry } from './use-entry.ts';
import { letters, shortCountdown, useBarNames } from './words.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import '../../i18n/polls.ts';
import '../common/far-screen.css';
import './overlay.css';

const QrCode = lazyView(async () => (await import('../desk/links/qr-code.tsx')).QrCode);

/** The poll over the whole of the stage: the question and where to answer, then the bars, then what is right. */
export function PollOverlay(): ReactElement | null {
  const { poll, shown } = useClassroom();
  if (poll === null || shown?.kind !== 'poll' || shown.pollId !== poll.pollId) return null;
  return <Overlay poll={poll} />;
}

function Overlay({ poll }: { poll: PublicPoll }): ReactElement {
  const { t } = useTranslation();
  const now = useClock(250);
  const open = poll.state === 'open' && (poll.closesAt === null || now < poll.closesAt);
  const names = useBarNames()(poll);
  return (
    <div className="far-stage" data-theme="dark">
      <section
        className={isShort(names) ? 'far-screen poll-overlay poll-overlay--short' : 'far-screen poll-overlay'}
        aria-label={t('polls.title')}
      >
        <header>
          <p className="poll-overlay__kind">
            {t('polls.title')} · {t(`polls.kind.${poll.kind}`)}
          </p>
          <Remaining poll={poll} open={open} now={now} />
        </header>
        <div className={open ? 'poll-overlay__body poll-overlay__body--open' : 'poll-overlay__body'}>
          <div className="poll-overlay__question">
            <h2 className={poll.question.length > 40 ? 'poll-overlay__long' : ''}>
              <bdi>{poll.question}</bdi>
            </h2>
            {poll.results === null ? (
              <Options poll={poll} names={names} />
            ) : (
              <PollBars poll={poll} results={poll.results} correct={poll.key} />
            )}
          </div>
          {open ? <WhereToAnswer /> : null}
        </div>
      </section>
    </div>
  );
}

function Remaining(props: { poll: PublicPoll; open: boolean; now: number }): ReactElement | null {
  const { t } = useTranslation();
  const { poll, open, now } = props;
  if (!open) return <p className="poll-overlay__time">{t('polls.screen.closed')}</p>;
  if (poll.closesAt === null) return null;
  const left = poll.closesAt - now;
  return (
    <p className={left <= 10_000 ? 'poll-overlay__time poll-overlay__time--short' : 'poll-overlay__time'}>
      <span className="only-spoken">{t('polls.timeLeft', { time: '' })}</span>
      <span className="figures">{shortCountdown(left)}</span>
    </p>
  );
}

/** So few and so short that they can be large: 22 Chinese characters fill a row beside the code, five rows the height. */
function isShort(names: readonly string[]): boolean {
  return names.length > 0 && names.length <= 5 && names.every((name) => name.length <= 22);
}

function Options({ poll, names }: { poll: PublicPoll; names: readonly string[] }): ReactElement | null {
  if (names.length === 0) return null;
  return (
    <ol
      className={poll.kind === 'rating' ? 'poll-overlay__options poll-overlay__row' : 'poll-overlay__options'}
    >
      {names.map((name, index) => (
        <li key={index}>
          {poll.options.length > 0 ? <b>{letters.charAt(index)}</b> : null}
          <bdi>{name}</bdi>
        </li>
      ))}
    </ol>
  );
}

/** A code for those whose phone is not in yet; the others have the poll on their phone already. */
function WhereToAnswer(): ReactElement {
  const { t } = useTranslation();
  const entry = useEntry();
  if (entry === null)
    return <p className="far-screen__phone poll-overlay__phone">{t('polls.screen.onPhone')}</p>;
  const { host, origin } = location;
  return (
    <aside className="far-screen__where poll-overlay__where">
      <p>{t('polls.screen.scan')}</p>
      <div className="poll-overlay__code">
        <Pending fallback={null}>
          <QrCode link={`${origin}${entry.path}`} label={t('polls.screen.scan')} size="100%" />
        </Pending>
      </div>
      <p>{t('polls.screen.or', { address: host })}</p>
      <p>{t('polls.screen.code')}</p>
      <p className="figures poll-overlay__code-words">{entry.code}</p>
    </aside>
  );
}

/** Whom the random pick fell on, over the whole of the stage. */
export function PickOverlay(): ReactElement | null {
  const { t } = useTranslation();
  const { shown } = useClassroom();
  if (shown?.kind !== 'pick') return null;
  return (
    <div className="far-stage" data-theme="dark">
      <section className="far-screen poll-overlay pick-overlay" aria-label={t('polls.panel.pick')}>
        <div key={shown.pickId} className="pick-overlay__card" role="status">
          <p className="poll-overlay__kind">{t('polls.panel.pick')}</p>
          <p className="pick-overlay__name">
            <bdi>{shown.name}</bdi>
          </p>
          {shown.branchName === null ? null : (
            <p className="pick-overlay__branch">
              <bdi>{shown.branchName}</bdi>
            </p>
          )}
          <p className="pick-overlay__what">{t(`polls.screen.picked.${shown.of}`)}</p>
        </div>
      </section>
    </div>
  );
}
