import type { ReactElement } from 'react';
import { useClock } from '../../hooks/use-clock.ts';
import { windowState } from '../../session/attendance.ts';
import { CodePicture, CodeRing } from './code-picture.tsx';
import { useCodeWords } from './code-words.ts';
import type { CodeWindow, SignInCode } from './use-sign-in-code.ts';
import './screen-code.css';

/**
 * How a big screen shows a code: `card` while people are to sign in; `corner` when only late ones are missing: the lesson goes
 * on; null when all are in or there is nothing to sign in to.
 */
export function codeForm(place: CodeWindow | null, now: number): 'card' | 'corner' | null {
  if (place === null || place.complete) return null;
  return windowState(place.window, now) === 'late' ? 'corner' : 'card';
}

/** The white card at the side of a big screen: the code, how many are in, and when the code changes. */
export function ScreenCodeCard({ signIn }: { signIn: SignInCode }): ReactElement {
  const now = useClock();
  const words = useCodeWords(signIn, now);
  return (
    <section className="screen-code" aria-label={words.title}>
      <h2>{words.title}</h2>
      <CodePicture code={signIn.code} label={words.title} />
      <div className="screen-code__foot">
        <div>
          {words.count === null ? null : <p className="screen-code__count figures">{words.count}</p>}
          <p className="figures">{words.until}</p>
        </div>
        {signIn.code === null ? null : <CodeRing nextAt={signIn.code.nextAt} now={now} />}
      </div>
    </section>
  );
}

/** The same, small and at the foot of the picture; what to do with it is said there, too. */
export function ScreenCodeCorner({ signIn }: { signIn: SignInCode }): ReactElement {
  const now = useClock();
  const words = useCodeWords(signIn, now);
  return (
    <section className="screen-code screen-code--corner" aria-label={words.title}>
      <CodePicture code={signIn.code} label={words.title} />
      <p className="screen-code__do">{words.title}</p>
      {words.count === null ? null : <p className="figures">{words.count}</p>}
    </section>
  );
}
