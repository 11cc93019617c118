import { InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuizSettings } from '../../../../src/contract/quiz.ts';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { MomentInput } from '../materials/moment-input.tsx';

export interface FieldProps {
  settings: QuizSettings;
  onChange: (part: Partial<QuizSettings>) => void;
}

type Opening = QuizSettings['opening'];

const minute = 60_000;
const times = [
  { key: 'durationS', label: 'duration' },
  { key: 'openForS', label: 'openFor' },
  { key: 'startWithinS', label: 'startWithin' },
] as const;

/** When it opens, how long each person has, until when one can begin, and when it closes by itself. */
export function QuizTimes({ settings, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const { opening, kind } = settings;
  const ways: Opening['how'][] = kind === 'quiz' ? ['click', 'clock', 'lessonEnd'] : ['click', 'clock'];
  return (
    <>
      <label>
        {t('quizDesk.quiz.opening')}
        <Select<Opening['how']>
          value={opening.how}
          options={ways.map((how) => ({ value: how, label: t(`quizDesk.quiz.opens.${how}`) }))}
          onChange={(how) => onChange({ opening: how === 'clock' ? { how, at: nextHour() } : { how } })}
        />
      </label>
      {opening.how === 'clock' ? (
        <MomentInput
          label={t('quizDesk.quiz.opensAt')}
          value={opening.at}
          onChange={(at) => onChange({ opening: { how: 'clock', at: at ?? nextHour() } })}
        />
      ) : null}
      {times.map(({ key, label }) => (
        <label key={key}>
          {t(`quizDesk.quiz.${label}`)}
          <InputNumber
            min={1}
            max={quizLimits.duration / 60}
            precision={0}
            value={settings[key] === null ? null : settings[key] / 60}
            onChange={(minutes) => onChange({ [key]: minutes === null ? null : minutes * 60 })}
          />
        </label>
      ))}
    </>
  );
}

/** The next full hour: a beginning that is likely, and nobody's surprise. */
function nextHour(): number {
  return (Math.floor(Date.now() / (60 * minute)) + 1) * 60 * minute;
}
