import { Button, InputNumber, Radio, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuizSelection } from '../../../../src/contract/quiz.ts';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { useRequest } from '../../../hooks/use-request.ts';

type Draw = Extract<QuizSelection, { how: 'drawn' }>['draws'][number];
type Topics = readonly { topic: string; difficulty: number; questions: number }[];

const anyDraw: Draw = { topic: null, difficulty: null, count: 5 };
const levels = [1, 2, 3, 4, 5] as const;
/** What a choice holds for "any": no topic has a line break. */
const any = '\n';

/** Which questions a paper has: picked ones, or drawn ones with how many there are. */
export function QuizSelectionField(props: {
  courseId: string;
  selection: QuizSelection;
  onChange: (selection: QuizSelection) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, selection, onChange } = props;
  const [search, setSearch] = useState('');
  const bank = useRequest('GET /api/courses/:courseId/bank', {
    params: { courseId },
    query: { limit: 200, ...(search.trim() === '' ? {} : { text: search.trim() }) },
  });
  const found = bank.kind === 'ready' ? bank.data : { questions: [], topics: [] };
  return (
    <div className="quiz-form__field">
      {t('quizDesk.quiz.choice')}
      <Radio.Group
        aria-label={t('quizDesk.quiz.choice')}
        value={selection.how}
        options={[
          { value: 'fixed', label: t('quizDesk.quiz.fixed') },
          { value: 'drawn', label: t('quizDesk.quiz.drawn') },
        ]}
        onChange={({ target }) =>
          onChange(
            target.value === 'drawn' ? { how: 'drawn', draws: [anyDraw] } : { how: 'fixed', questionIds: [] },
          )
        }
      />
      {selection.how === 'fixed' ? (
        <Select<string[]>
          mode="multiple"
          aria-label={t('quizDesk.quiz.pick')}
          placeholder={t('quizDesk.quiz.pick')}
          maxCount={quizLimits.perQuiz}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          value={selection.questionIds}
          options={found.questions.map(({ id, text }) => ({ value: id, label: text }))}
          onChange={(questionIds) => onChange({ how: 'fixed', questionIds })}
        />
      ) : (
        <Draws
          draws={selection.draws}
          topics={found.topics}
          onChange={(draws) => onChange({ how: 'drawn', draws })}
        />
      )}
    </div>
  );
}

function Draws(props: { draws: Draw[]; topics: Topics; onChange: (draws: Draw[]) => void }): ReactElement {
  const { t } = useTranslation();
  const { draws, topics, onChange } = props;
  const change = (at: number, part: Partial<Draw>): void =>
    onChange(draws.map((draw, index) => (index === at ? { ...draw, ...part } : draw)));
  return (
    <>
      {draws.map((draw, index) => {
        const count = availableFor(draw, topics);
        return (
          // A draw has no name but its place.
          <div key={index} className="quiz-form__part">
            <Select<string>
              aria-label={t('quizDesk.topic')}
              value={draw.topic ?? any}
              options={[
                { value: any, label: t('quizDesk.quiz.anyTopic') },
                ...[...new Set(topics.map(({ topic }) => topic))].map((topic) => ({
                  value: topic,
                  label: topic || t('quizDesk.noTopic'),
                })),
              ]}
              onChange={(topic) => change(index, { topic: topic === any ? null : topic })}
            />
            <Select<number>
              aria-label={t('quizDesk.difficulty')}
              value={draw.difficulty ?? 0}
              options={[
                { value: 0, label: t('quizDesk.quiz.anyLevel') },
                ...levels.map((level) => ({ value: level, label: t('quizDesk.level', { level }) })),
              ]}
              onChange={(level) => change(index, { difficulty: level === 0 ? null : level })}
            />
            <InputNumber
              aria-label={t('quizDesk.quiz.take')}
              min={1}
              max={quizLimits.perQuiz}
              precision={0}
              value={draw.count}
              onChange={(taken) => change(index, { count: taken ?? 1 })}
            />
            <span className={count < draw.count ? 'quiz-form__wrong' : 'quiet'}>
              {t('quizDesk.quiz.available', { count })}
              {count < draw.count ? ` · ${t('quizDesk.quiz.tooFew')}` : ''}
            </span>
            <Button type="text" onClick={() => onChange(draws.filter((_, at) => at !== index))}>
              {t('quizDesk.quiz.remove')}
            </Button>
          </div>
        );
      })}
      <Button onClick={() => onChange([...draws, anyDraw])}>{t('quizDesk.quiz.addDraw')}</Button>
    </>
  );
}

function availableFor(draw: Draw, topics: Topics): number {
  return topics
    .filter(
      ({ topic, difficulty }) =>
        (draw.topic === null || topic === draw.topic) &&
        (draw.difficulty === null || difficulty === draw.difficulty),
    )
    .reduce((sum, { questions }) => sum + questions, 0);
}
