import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaperAnswer, PaperItem } from '../../../src/contract/paper.ts';
import { AnswerField } from './answer-field.tsx';
import { PaperPicture } from './paper-picture.tsx';
import { hundredths } from './quiz-words.ts';

export interface QuestionHeadProps {
  item: PaperItem;
  /** From 0. */
  index: number;
  total: number;
}

/** One question and its answer. */
export function PaperQuestion(
  props: QuestionHeadProps & {
    answer: PaperAnswer | null;
    onAnswer: (answer: PaperAnswer, typing?: boolean) => void;
  },
): ReactElement {
  const { item, index, total, answer, onAnswer } = props;
  const id = `question-${index}`;
  return (
    <section className="paper-question" id={id} aria-labelledby={`${id}-text`}>
      <QuestionHead item={item} index={index} total={total} />
      <AnswerField
        item={item}
        index={index}
        labelledBy={`${id}-text`}
        answer={answer?.kind === item.kind ? answer : null}
        onAnswer={onAnswer}
      />
    </section>
  );
}

/** Number, kind, points, words and picture of a question. */
export function QuestionHead({ item, index, total }: QuestionHeadProps): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <p className="paper-question__head">
        <strong>{t('paper.sitting.question', { number: index + 1 })}</strong>
        <span className="quiet">
          {t('paper.sitting.of', { total })} · {t(`paper.sitting.${item.kind}`)} ·{' '}
          {t('paper.sitting.points', { points: hundredths(item.points) })}
        </span>
      </p>
      <h2 id={`question-${index}-text`}>
        <bdi>{item.kind === 'fill' ? numbered(item.text) : item.text}</bdi>
      </h2>
      {item.pictureId === null ? null : (
        <PaperPicture pictureId={item.pictureId} label={t('paper.field.picture', { number: index + 1 })} />
      )}
    </>
  );
}

/** A blank is four underscores or more; each gets the number of its field. */
function numbered(text: string): string {
  let number = 0;
  return text.replace(/_{4,}/g, () => {
    number += 1;
    return `__(${number})__`;
  });
}
