import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { quizLimits } from '../../../src/contract/quiz-limits.ts';
import { letters, type FieldProps } from './field.ts';
import { Ordering } from './ordering-field.tsx';
import { PaperPicture } from './paper-picture.tsx';

/** Where a question is answered, for each kind of question. */
export function AnswerField(props: FieldProps): ReactElement {
  switch (props.item.kind) {
    case 'single':
    case 'multiple':
      return <Choice {...props} />;
    case 'trueFalse':
      return <TrueFalse {...props} />;
    case 'fill':
      return <Fill {...props} />;
    case 'ordering':
      return <Ordering {...props} />;
    case 'matching':
      return <Matching {...props} />;
    case 'short':
      return <Short {...props} />;
  }
}

/** The browser's own radios and boxes, so that keyboards and screen readers find what they know. */
function Choice({ item, index, labelledBy, answer, onAnswer }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const isOne = item.kind === 'single';
  const chosen =
    answer?.kind === 'single' ? [answer.choice] : answer?.kind === 'multiple' ? answer.choices : [];
  const choose = (place: number): void => {
    if (isOne) {
      onAnswer({ kind: 'single', choice: place });
      return;
    }
    const rest = chosen.filter((one) => one !== place);
    const choices = chosen.includes(place) ? rest : [...rest, place].sort((a, b) => a - b);
    onAnswer({ kind: 'multiple', choices });
  };
  return (
    <div className="paper-options" role={isOne ? 'radiogroup' : 'group'} aria-labelledby={labelledBy}>
      <p className="quiet">{t(isOne ? 'paper.field.chooseOne' : 'paper.field.chooseMany')}</p>
      {item.options.map((option, place) => {
        const letter = letters.charAt(place);
        return (
          <label key={place} className="paper-option">
            <input
              type={isOne ? 'radio' : 'checkbox'}
              name={`choice-${index}`}
              checked={chosen.includes(place)}
              onChange={() => choose(place)}
            />
            <b>{letter}</b>
            <span className="paper-option__what">
              {option.text === '' ? null : <bdi>{option.text}</bdi>}
              {option.pictureId === null ? null : (
                <PaperPicture
                  pictureId={option.pictureId}
                  label={t('paper.field.optionPicture', { letter })}
                />
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

function TrueFalse({ index, labelledBy, answer, onAnswer }: FieldProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="paper-options paper-options--two" role="radiogroup" aria-labelledby={labelledBy}>
      {[true, false].map((value) => (
        <label key={String(value)} className="paper-option">
          <input
            type="radio"
            name={`choice-${index}`}
            checked={answer?.kind === 'trueFalse' && answer.value === value}
            onChange={() => onAnswer({ kind: 'trueFalse', value })}
          />
          <span>{t(value ? 'paper.field.yes' : 'paper.field.no')}</span>
        </label>
      ))}
    </div>
  );
}

/** The list with another element at one place. */
function replaced<T>(list: readonly T[], at: number, element: T): T[] {
  return list.map((one, place) => (place === at ? element : one));
}

/** Whether the server can read it as a number; full-width digits and commas are fine. */
function isNumber(text: string): boolean {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u2212\u2013\u2014]/g, '-')
    .replace(/[\s,]/g, '');
  return plain === '' || Number.isFinite(Number(plain));
}

function Fill({ item, index, answer, onAnswer }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const given = answer?.kind === 'fill' ? answer.blanks : [];
  const blanks = item.blanks.map((_, place) => given[place] ?? '');
  return (
    <div className="paper-fields">
      {item.blanks.map((of, place) => {
        const text = blanks[place] ?? '';
        const wrong = of === 'number' && !isNumber(text);
        const problemId = `blank-${index}-${place}-problem`;
        return (
          <label key={place}>
            <span>
              {t(of === 'number' ? 'paper.field.blankNumber' : 'paper.field.blank', { number: place + 1 })}
            </span>
            <input
              className="field"
              value={text}
              inputMode={of === 'number' ? 'decimal' : 'text'}
              maxLength={quizLimits.blankAnswer}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              aria-invalid={wrong}
              aria-describedby={wrong ? problemId : undefined}
              onChange={({ target }) =>
                onAnswer({ kind: 'fill', blanks: replaced(blanks, place, target.value) }, true)
              }
            />
            {wrong ? (
              <span className="paper-wrong" id={problemId}>
                {t('paper.field.notNumber')}
              </span>
            ) : null}
          </label>
        );
      })}
    </div>
  );
}

function Matching({ item, answer, onAnswer }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const given = answer?.kind === 'matching' ? answer.rights : [];
  const rights = item.options.map((_, place) => given[place] ?? null);
  return (
    <div className="paper-fields">
      <p className="quiet">{t('paper.field.match')}</p>
      {item.options.map((left, place) => (
        <label key={place} className="paper-match">
          <bdi>{left.text}</bdi>
          <select
            className="field"
            aria-label={t('paper.field.matchOne', { name: left.text })}
            value={rights[place] ?? ''}
            onChange={({ target }) => {
              const right = target.value === '' ? null : Number(target.value);
              onAnswer({ kind: 'matching', rights: replaced(rights, place, right) });
            }}
          >
            <option value="">{t('paper.field.choose')}</option>
            {item.rights.map((right, at) => (
              <option key={at} value={at}>
                {letters.charAt(at)} {right}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

function Short({ answer, onAnswer }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const text = answer?.kind === 'short' ? answer.text : '';
  return (
    <label className="paper-fields">
      <span>{t('paper.field.short')}</span>
      <textarea
        className="field paper-short"
        rows={6}
        value={text}
        maxLength={quizLimits.shortAnswer}
        onChange={({ target }) => onAnswer({ kind: 'short', text: target.value }, true)}
      />
      <small className="quiet figures">
        {t('paper.field.characters', { count: text.length, most: quizLimits.shortAnswer })}
      </small>
    </label>
  );
}
