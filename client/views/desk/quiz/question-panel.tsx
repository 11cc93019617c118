import {
  Alert,
  AutoComplete,
  Button,
  Checkbox,
  Drawer,
  Input,
  InputNumber,
  Radio,
  Select,
  Upload,
} from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BankQuestion } from '../../../../src/contract/bank.ts';
import { questionKinds, quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { RemoveButton } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { questionProblems, useQuestionProblem } from './problem-words.ts';
import {
  draftOf,
  emptyPart,
  emptyQuestion,
  missingOf,
  stateOf,
  type Part,
  type QuestionState,
} from './question-state.ts';

/** Writes a question of any kind, in a panel at the side. */
export function QuestionPanel(props: {
  courseId: string;
  /** Null for a new one. */
  question: BankQuestion | null;
  topics: readonly string[];
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, question, topics, onClose, onChanged } = props;
  const { api } = useClassSession();
  const change = useChange();
  const words = useQuestionProblem();
  const [state, setState] = useState(question === null ? emptyQuestion : stateOf(question));
  const [missing, setMissing] = useState<ReturnType<typeof missingOf>>(null);
  const set = (part: Partial<QuestionState>): void => setState({ ...state, ...part });
  const save = (): void => {
    const found = missingOf(state);
    setMissing(found);
    if (found !== null) return;
    const draft = draftOf(state);
    void change
      .run(() =>
        question === null
          ? api.request('POST /api/courses/:courseId/bank', { params: { courseId }, body: draft })
          : api.request('PATCH /api/courses/:courseId/bank/:questionId', {
              params: { courseId, questionId: question.id },
              body: { draft, revision: question.revision },
            }),
      )
      .then((done) => {
        if (!done) return;
        onChanged();
        onClose();
      });
  };
  const problems = questionProblems(change.error);
  return (
    <Drawer
      open
      size={560}
      title={question === null ? t('quizDesk.newQuestion') : t('quizDesk.editQuestion')}
      onClose={onClose}
      footer={
        <div className="records__footer">
          <Button type="primary" loading={change.busy} onClick={save}>
            {t('records.save')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {question === null ? null : (
            <span className="records__extra">
              <RemoveButton
                name={question.text.slice(0, 20)}
                onRemove={() =>
                  api.request('DELETE /api/courses/:courseId/bank/:questionId', {
                    params: { courseId, questionId: question.id },
                    query: { revision: question.revision },
                  })
                }
                onRemoved={() => {
                  onChanged();
                  onClose();
                }}
              />
            </span>
          )}
        </div>
      }
    >
      <div className="quiz-form">
        {missing === null ? null : (
          <Alert type="error" showIcon role="alert" title={t(`quizDesk.problem.${missing}`)} />
        )}
        {problems.map((problem) => (
          <Alert key={problem.field} type="error" showIcon role="alert" title={words(problem)} />
        ))}
        {change.error !== null && problems.length === 0 ? (
          <Alert type="error" showIcon role="alert" title={<ErrorText error={change.error} />} />
        ) : null}
        <label>
          {t('quizDesk.kindLabel')}
          <Select
            value={state.kind}
            options={questionKinds.map((kind) => ({ value: kind, label: t(`quizDesk.kind.${kind}`) }))}
            onChange={(kind) => set({ kind })}
          />
        </label>
        <label>
          {t('quizDesk.form.text')}
          <Input.TextArea
            autoSize={{ minRows: 3 }}
            maxLength={quizLimits.text}
            value={state.text}
            onChange={(event) => set({ text: event.target.value })}
          />
          {state.kind === 'fill' ? <span className="quiet">{t('quizDesk.form.blankHint')}</span> : null}
        </label>
        <PictureField
          courseId={courseId}
          label={t('quizDesk.form.pictureOf')}
          pictureId={state.pictureId}
          onChange={(pictureId) => set({ pictureId })}
        />
        <Answers courseId={courseId} state={state} onChange={set} />
        <Details state={state} topics={topics} onChange={set} />
      </div>
    </Drawer>
  );
}

interface StateProps {
  state: QuestionState;
  onChange: (part: Partial<QuestionState>) => void;
}

function Answers({ courseId, state, onChange }: StateProps & { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const { kind, parts } = state;
  if (kind === 'trueFalse') {
    return (
      <div className="quiz-form__field">
        {t('quizDesk.form.truth')}
        <Radio.Group
          value={state.truth}
          options={[
            { value: true, label: t('quizDesk.form.true') },
            { value: false, label: t('quizDesk.form.false') },
          ]}
          onChange={({ target }) => onChange({ truth: target.value === true })}
        />
      </div>
    );
  }
  if (kind === 'short') {
    return (
      <label>
        {t('quizDesk.form.guide')}
        <Input.TextArea
          autoSize={{ minRows: 2 }}
          maxLength={quizLimits.explanation}
          value={state.guide}
          onChange={(event) => onChange({ guide: event.target.value })}
        />
        <span className="quiet">{t('quizDesk.form.guideHint')}</span>
      </label>
    );
  }
  const change = (at: number, part: Partial<Part>): void =>
    onChange({
      parts: parts.map((one, index) => {
        if (index === at) return { ...one, ...part };
        // Of a single choice one is right: marking another takes the mark away.
        return kind === 'single' && part.right === true ? { ...one, right: false } : one;
      }),
    });
  const most = kind === 'fill' ? quizLimits.blanks : quizLimits.options;
  return (
    <div className="quiz-form__field">
      {kind === 'ordering' ? <span className="quiet">{t('quizDesk.form.order')}</span> : null}
      {kind === 'fill' ? <span className="quiet">{t('quizDesk.form.blankForms')}</span> : null}
      {parts.map((part, index) => (
        <PartField
          // Parts have no name but their place.
          key={index}
          courseId={courseId}
          kind={kind}
          part={part}
          index={index}
          onChange={(changed) => change(index, changed)}
          onRemove={() => onChange({ parts: parts.filter((_, at) => at !== index) })}
        />
      ))}
      {parts.length < most ? (
        <Button onClick={() => onChange({ parts: [...parts, emptyPart] })}>{t('quizDesk.form.add')}</Button>
      ) : null}
    </div>
  );
}

function PartField(props: {
  courseId: string;
  kind: 'single' | 'multiple' | 'fill' | 'ordering' | 'matching';
  part: Part;
  index: number;
  onChange: (part: Partial<Part>) => void;
  onRemove: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { kind, part, index, onChange } = props;
  const choice = kind === 'single' || kind === 'multiple';
  const number = index + 1;
  const label = choice
    ? t('quizDesk.form.option', { letter: String.fromCharCode(65 + index) })
    : kind === 'fill'
      ? t('quizDesk.form.blank', { number })
      : kind === 'matching'
        ? t('quizDesk.form.left')
        : t('quizDesk.form.item', { number });
  return (
    <div className="quiz-form__part">
      <Input
        aria-label={label}
        placeholder={label}
        maxLength={quizLimits.option}
        value={part.text}
        onChange={(event) => onChange({ text: event.target.value })}
      />
      {kind === 'matching' ? (
        <Input
          aria-label={t('quizDesk.form.rightSide')}
          placeholder={t('quizDesk.form.rightSide')}
          maxLength={quizLimits.option}
          value={part.other}
          onChange={(event) => onChange({ other: event.target.value })}
        />
      ) : null}
      {choice ? (
        <Checkbox checked={part.right} onChange={({ target }) => onChange({ right: target.checked })}>
          {t('quizDesk.form.right')}
        </Checkbox>
      ) : null}
      {choice ? (
        <PictureField
          courseId={props.courseId}
          label={label}
          pictureId={part.pictureId}
          onChange={(pictureId) => onChange({ pictureId })}
        />
      ) : null}
      <Button type="text" onClick={props.onRemove}>
        {t('quizDesk.form.removePart')}
      </Button>
    </div>
  );
}

function PictureField(props: {
  courseId: string;
  label: string;
  pictureId: string | null;
  onChange: (pictureId: string | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, label, pictureId, onChange } = props;
  const { api, sessionId } = useClassSession();
  const change = useChange();
  const send = (file: Blob): void =>
    void change.run(async () => {
      const kept = await api.upload(
        'POST /api/courses/:courseId/bank/pictures',
        { params: { courseId } },
        file,
      );
      onChange(kept.pictureId);
    });
  if (pictureId !== null) {
    return (
      <div className="quiz-form__part">
        <img
          className="quiz-form__picture"
          alt={label}
          src={`/api/courses/${courseId}/bank/pictures/${pictureId}?session=${sessionId}`}
        />
        <Button onClick={() => onChange(null)}>{t('quizDesk.form.removePicture')}</Button>
      </div>
    );
  }
  return (
    <div>
      <Upload
        accept="image/png,image/jpeg,image/webp,image/gif"
        showUploadList={false}
        beforeUpload={(file) => {
          send(file);
          return false;
        }}
      >
        <Button loading={change.busy}>{t('quizDesk.form.picture')}</Button>
      </Upload>
      {change.error === null ? null : (
        <p className="quiz-form__wrong" role="alert">
          <ErrorText error={change.error} />
        </p>
      )}
    </div>
  );
}

function Details({ state, topics, onChange }: StateProps & { topics: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <label>
        {t('quizDesk.topic')}
        <AutoComplete
          value={state.topic}
          options={topics.map((topic) => ({ value: topic }))}
          maxLength={quizLimits.topic}
          onChange={(topic: string) => onChange({ topic })}
        />
      </label>
      <div className="quiz-form__part">
        <label>
          {t('quizDesk.difficulty')}{' '}
          <InputNumber
            min={1}
            max={5}
            precision={0}
            value={state.difficulty}
            onChange={(difficulty) => onChange({ difficulty: difficulty ?? 3 })}
          />
        </label>
        <label>
          {t('quizDesk.points')}{' '}
          <InputNumber
            min={0.01}
            max={quizLimits.points / 100}
            precision={2}
            value={state.points}
            onChange={(points) => onChange({ points: points ?? 1 })}
          />
        </label>
      </div>
      <label>
        {t('quizDesk.form.explanation')}
        <Input.TextArea
          autoSize={{ minRows: 2 }}
          maxLength={quizLimits.explanation}
          value={state.explanation}
          onChange={(event) => onChange({ explanation: event.target.value })}
        />
        <span className="quiet">{t('quizDesk.form.explanationHint')}</span>
      </label>
    </>
  );
}
