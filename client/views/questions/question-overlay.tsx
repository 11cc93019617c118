import '../../i18n/questions.ts';
import { useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownItem } from '../../../src/contract/shown.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import './question-overlay.css';

type ShownQuestion = Extract<ShownItem, { kind: 'question' }>;

/** Sizes of the text in CSS pixels, the largest first: nothing on a big screen stands under 28. */
const sizes = [96, 80, 64, 56, 48, 40, 34, 28] as const;

/** The question that the lecturer shows, over the whole picture of a big screen; nothing while none is shown. */
export function QuestionOverlay(): ReactElement | null {
  const { shown } = useClassroom();
  return shown?.kind === 'question' ? <ShownQuestionCard question={shown} /> : null;
}

function ShownQuestionCard({ question }: { question: ShownQuestion }): ReactElement {
  const { t } = useTranslation();
  const { text, answer, askerName, branchName } = question;
  const { frame, size, cut } = useFit(`${text} ${answer ?? ''}`);
  const asker = [askerName, branchName].filter((one) => one !== null).join(' · ');
  return (
    <section className="shown-question" aria-label={t('questions.overlay')} aria-live="polite">
      <p className="shown-question__label">
        {t('questions.overlay')}
        {asker === '' ? null : <bdi>{asker}</bdi>}
      </p>
      <div
        ref={frame}
        className={`shown-question__frame${cut ? ' shown-question__frame--cut' : ''}`}
        style={{ fontSize: `${size}px` }}
      >
        <p className="shown-question__text">
          <bdi>{text}</bdi>
        </p>
        {answer === null ? null : (
          <p className="shown-question__answer">
            <bdi>{answer}</bdi>
          </p>
        )}
      </div>
      {cut ? <p className="shown-question__label">{t('questions.fullAnswerOnPhone')}</p> : null}
    </section>
  );
}

/** The largest size at which the text fits its frame, anew when either changes. `cut`: not even the smallest does. */
function useFit(text: string): {
  frame: React.RefObject<HTMLDivElement | null>;
  size: number;
  cut: boolean;
} {
  const frame = useRef<HTMLDivElement>(null);
  const [fit, setFit] = useState<{ size: number; cut: boolean }>({ size: sizes[0], cut: false });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const before = element.style.fontSize;
      const fits = (size: number): boolean => {
        element.style.fontSize = `${size}px`;
        return element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth;
      };
      const size = sizes.find(fits);
      element.style.fontSize = before;
      setFit((old) => {
        const next = { size: size ?? 28, cut: size === undefined };
        return old.size === next.size && old.cut === next.cut ? old : next;
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [text]);
  return { frame, ...fit };
}
