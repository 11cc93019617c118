import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { QuizRecord, QuizSettings } from '../../../../src/contract/quiz.ts';
import { usualQuiz } from '../../../../src/contract/usual-quiz.ts';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { limits } from '../../../../src/contract/limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { QuizAudience } from './quiz-audience.tsx';
import { QuizSelectionField } from './quiz-selection.tsx';
import { QuizTimes, type FieldProps } from './quiz-times.tsx';

/** A quiz of the lesson: answers at once, ten minutes, opened by a click. */
function newSettings(lessonId: string | null): QuizSettings {
  return {
    title: '',
    kind: lessonId === null ? 'exam' : 'quiz',
    lessonId,
    selection: { how: 'fixed', questionIds: [] },
    ...usualQuiz,
    showAnswers: lessonId === null ? 'afterClose' : 'atOnce',
  };
}

/** The settings of a quiz or exam in plain words. */
export function QuizForm(props: {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
  /** Null for a new one. */
  quiz: QuizRecord | null;
  /** All of the course. */
  quizzes: readonly QuizRecord[];
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessons, quiz, onClose, onSaved } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [settings, setSettings] = useState(quiz?.settings ?? newSettings(props.lessonId));
  const set = (part: Partial<QuizSettings>): void => setSettings({ ...settings, ...part });
  const save = (): void =>
    void change
      .run(() =>
        quiz === null
          ? api.request('POST /api/courses/:courseId/quizzes', { params: { courseId }, body: settings })
          : api.request('PATCH /api/courses/:courseId/quizzes/:quizId', {
              params: { courseId, quizId: quiz.id },
              body: { settings, revision: quiz.revision },
            }),
      )
      .then((done) => {
        if (!done) return;
        onSaved();
        onClose();
      });
  const { kind, audience } = settings;
  const isNobody = audience.who === 'named' && audience.traineeIds.length === 0;
  const others = props.quizzes.filter(({ id }) => id !== quiz?.id);
  return (
    <div className="quiz-form">
      <ChangeError change={change} />
      <label>
        {t('quizDesk.quiz.name')}
        <Input
          value={settings.title}
          maxLength={limits.nameLength}
          onChange={(event) => set({ title: event.target.value })}
        />
      </label>
      <Radio.Group
        aria-label={t('quizDesk.quiz.kind')}
        optionType="button"
        value={kind}
        options={(['quiz', 'exam'] as const).map((one) => ({ value: one, label: t(`quizDesk.quiz.${one}`) }))}
        onChange={({ target }) =>
          set(
            target.value === 'exam'
              ? {
                  kind: 'exam',
                  lessonId: null,
                  showAnswers: 'afterClose',
                  opening: { how: 'click' },
                  audience: { who: 'all' },
                  makeUpFor: null,
                }
              : {
                  kind: 'quiz',
                  lessonId: props.lessonId ?? lessons[0]?.id ?? null,
                  showAnswers: 'atOnce',
                  makeUpFor: null,
                },
          )
        }
      />
      {kind === 'quiz' ? (
        <label>
          {t('quizDesk.quiz.lesson')}
          <Select
            value={settings.lessonId}
            options={lessons.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={(lessonId) => set({ lessonId })}
          />
        </label>
      ) : null}
      <QuizSelectionField
        courseId={courseId}
        selection={settings.selection}
        onChange={(selection) => set({ selection })}
      />
      <QuizTimes settings={settings} onChange={set} />
      <QuizAudience courseId={courseId} quizzes={others} settings={settings} onChange={set} />
      <Conditions settings={settings} onChange={set} />
      <div className="records__footer">
        <Button
          type="primary"
          disabled={settings.title.trim() === '' || isNobody}
          loading={change.busy}
          onClick={save}
        >
          {t('records.save')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </div>
  );
}

/** What passes, what is shown afterwards and how it is mixed. */
function Conditions({ settings, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <label>
        {t('quizDesk.quiz.passMark')}
        <InputNumber
          min={0}
          max={100}
          value={settings.passMark / 100}
          onChange={(mark) => onChange({ passMark: Math.round((mark ?? 60) * 100) })}
        />
      </label>
      <label>
        {t('quizDesk.quiz.attempts')}
        <InputNumber
          min={1}
          max={quizLimits.attempts}
          precision={0}
          value={settings.attempts}
          onChange={(attempts) => onChange({ attempts: attempts ?? 1 })}
        />
      </label>
      <label>
        {t('quizDesk.quiz.showAnswers')}
        <Select
          value={settings.showAnswers}
          options={(['atOnce', 'afterClose', 'never'] as const).map((when) => ({
            value: when,
            label: t(`quizDesk.quiz.${when}`),
          }))}
          onChange={(showAnswers) => onChange({ showAnswers })}
        />
      </label>
      {(['shuffleQuestions', 'shuffleOptions', 'showPlace', 'requireCamera'] as const).map((key) => (
        <Checkbox
          key={key}
          checked={settings[key]}
          onChange={({ target }) => onChange({ [key]: target.checked })}
        >
          {t(`quizDesk.quiz.${key}`)}
        </Checkbox>
      ))}
      <Checkbox
        checked={settings.multipleChoice === 'proportional'}
        onChange={({ target }) =>
          onChange({ multipleChoice: target.checked ? 'proportional' : 'allOrNothing' })
        }
      >
        {t('quizDesk.quiz.partial')}
      </Checkbox>
    </>
  );
}
