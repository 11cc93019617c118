import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownItem } from '../../../src/contract/shown.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useGuest } from '../../hooks/use-guest.ts';
import '../../i18n/in-class.ts';
import '../../i18n/quiz-class.ts';
import { guestMoment } from '../guest/guest-moment.ts';
import { ScreenCodeCard, ScreenCodeCorner, codeForm } from '../attendance/screen-code.tsx';
import { useCodeLine } from '../attendance/code-words.ts';
import { useSignInCode, type SignInCode } from '../attendance/use-sign-in-code.ts';
import { AnnouncementOnScreen } from '../messages/announcement-overlay.tsx';
import { useAnnouncements } from '../messages/use-announcements.ts';
import { PickOverlay, PollOverlay } from '../polls/overlay.tsx';
import { QuestionOverlay } from '../questions/question-overlay.tsx';
import { ScreenQuizCard, ScreenQuizCorner } from '../quiz-class/screen-quiz.tsx';
import { useScreenQuiz, type ScreenQuiz } from '../quiz-class/use-screen-quiz.ts';

/** What lies over the picture of a big screen, the most urgent first. */
type Layer = 'call' | 'announcement' | 'shown' | 'quiz' | 'code';

/**
 * One thing at a time over the picture: the call of this very room, else an announcement, else what the lecturer shows, else
 * a quiz that people are to begin, else the sign-in code, which is there for long and hides as little as it can. A quiz that
 * is under way is as modest, and makes room for those who have to sign in. What waits behind it stands in a line below.
 */
export function ScreenOverlays(): ReactElement | null {
  const { classroom } = useClassSession();
  const signIn = useSignInCode();
  const form = codeForm(signIn, useClock());
  const quiz = useScreenQuiz();
  const { shown } = useClassroom();
  const { current, seen, dismiss } = useAnnouncements();
  const called = useIsCalled();
  const [announcement] = current;
  const layer: Layer | null = called
    ? 'call'
    : announcement !== undefined
      ? 'announcement'
      : shown !== null
        ? 'shown'
        : quiz !== null && (quiz.form === 'card' || form !== 'card')
          ? 'quiz'
          : form !== null
            ? 'code'
            : null;
  const lines = useWaiting(layer, announcement?.text, form === null ? null : signIn, quiz);
  if (layer === null && lines.length === 0) return null;
  return (
    <>
      <div className="screen-overlays" data-lines={lines.length}>
        {layer === 'announcement' && announcement !== undefined ? (
          <AnnouncementOnScreen
            key={announcement.id}
            announcement={announcement}
            now={classroom.serverNow()}
            onShown={() => seen(announcement.id)}
            onOver={() => dismiss(announcement.id)}
          />
        ) : null}
        {layer === 'shown' ? (
          <>
            <PollOverlay />
            <PickOverlay />
            <QuestionOverlay />
          </>
        ) : null}
        {layer === 'quiz' && quiz !== null ? (
          quiz.form === 'card' ? (
            <ScreenQuizCard {...quiz} />
          ) : (
            <ScreenQuizCorner {...quiz} />
          )
        ) : null}
        {layer === 'code' && signIn !== null && form === 'card' ? <ScreenCodeCard signIn={signIn} /> : null}
        {layer === 'code' && signIn !== null && form === 'corner' ? (
          <ScreenCodeCorner signIn={signIn} />
        ) : null}
      </div>
      {lines.length === 0 ? null : <WaitingLines>{lines}</WaitingLines>}
    </>
  );
}

/** Whether this room is being called, and not on the stage yet: it looks at itself then, and at nothing else. */
function useIsCalled(): boolean {
  const { state } = useGuest();
  const now = useClock(state.call === null ? 60_000 : 250);
  return state.call !== null && guestMoment(state.call, now).kind !== 'live';
}

function useWaiting(
  layer: Layer | null,
  announcement: string | undefined,
  signIn: SignInCode | null,
  quiz: ScreenQuiz | null,
): string[] {
  const { t } = useTranslation();
  const { shown, poll } = useClassroom();
  const codeLine = useCodeLine();
  const lines: string[] = [];
  if (layer !== 'code' && signIn !== null) lines.push(codeLine(signIn));
  if (layer === 'call' && announcement !== undefined)
    lines.push(t('inClass.waiting', { text: announcement }));
  if (layer !== 'quiz' && quiz !== null) {
    const { title, kind } = quiz.quiz;
    lines.push(t('quizClass.screen.waiting', { kind: t(`quizClass.kind.${kind}`), title }));
  }
  const isPollShown = shown?.kind === 'poll' && layer === 'shown';
  if (poll?.state === 'open' && !isPollShown) lines.push(t('inClass.waitingPoll', { text: poll.question }));
  if (layer !== 'shown' && shown !== null && shown.kind !== 'poll') lines.push(wordsOf(shown));
  return lines;

  function wordsOf(item: Exclude<ShownItem, { kind: 'poll' }>): string {
    return item.kind === 'pick'
      ? t('inClass.waitingPick', { text: item.name })
      : t('inClass.waitingQuestion', { text: item.text });
  }
}

function WaitingLines({ children }: { children: ReactNode[] }): ReactElement {
  return (
    <div className="waiting-lines" role="status">
      <ul>
        {children.map((line, place) => (
          <li key={place}>
            <bdi>{line}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
