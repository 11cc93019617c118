import { Button, Select } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../../src/contract/limits.ts';
import type { QuizRecord, QuizSettings, Sitting } from '../../../../src/contract/quiz.ts';
import type { TraineeRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import type { Api } from '../../../session/api.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import type { FieldProps } from './quiz-times.tsx';

type Who = QuizSettings['audience']['who'];

/** Trainees that one request brings, as the contract has it. */
const perPage = 200;

/** Who sits it: everybody, those who are there, or named people, who may make up for a quiz or exam with it. */
export function QuizAudience({
  courseId,
  quizzes,
  settings,
  onChange,
}: FieldProps & { courseId: string; quizzes: readonly QuizRecord[] }): ReactElement {
  const { t } = useTranslation();
  const { audience, kind, makeUpFor } = settings;
  const ways: Who[] = kind === 'quiz' ? ['all', 'signedIn', 'named'] : ['all', 'named'];
  const others = quizzes.filter((one) => one.settings.kind === kind && one.settings.makeUpFor === null);
  return (
    <>
      <label>
        {t('quizDesk.quiz.audience')}
        <Select<Who>
          value={audience.who}
          options={ways.map((who) => ({ value: who, label: t(`quizDesk.quiz.who.${who}`) }))}
          onChange={(who) =>
            onChange(
              who === 'named'
                ? { audience: { who, traineeIds: [] } }
                : { audience: { who }, makeUpFor: null },
            )
          }
        />
      </label>
      {audience.who === 'named' ? (
        <>
          <label>
            {t('quizDesk.quiz.makeUpFor')}
            <Select<string>
              value={makeUpFor ?? ''}
              options={[
                { value: '', label: t('quizDesk.quiz.noMakeUp') },
                ...others.map(({ id, settings: { title } }) => ({ value: id, label: title })),
              ]}
              onChange={(id) => onChange({ makeUpFor: id === '' ? null : id })}
            />
          </label>
          <Named
            courseId={courseId}
            stoodIn={others.find(({ id }) => id === makeUpFor) ?? null}
            chosen={audience.traineeIds}
            onChange={(traineeIds) => onChange({ audience: { who: 'named', traineeIds } })}
          />
        </>
      ) : null}
    </>
  );
}

function Named(props: {
  courseId: string;
  /** What it makes up for. */
  stoodIn: QuizRecord | null;
  chosen: readonly string[];
  onChange: (traineeIds: string[]) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, stoodIn, chosen, onChange } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [trainees, setTrainees] = useState<readonly TraineeRecord[]>([]);
  useEffect(() => {
    let current = true;
    allTrainees(api, courseId).then(
      (all) => {
        if (current) setTrainees(all);
      },
      // The list stays empty; opening it again asks again.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [api, courseId]);
  const takeFailed = (quiz: QuizRecord): void =>
    void change.run(async () => {
      const { sittings } = await api.request('GET /api/courses/:courseId/quizzes/:quizId/sittings', {
        params: { courseId, quizId: quiz.id },
        query: { limit: limits.bulkRecords },
      });
      onChange(notPassed(sittings, quiz.settings.passMark));
    });
  return (
    <div className="quiz-form__field">
      {t('quizDesk.quiz.named', { count: chosen.length })}
      <ChangeError change={change} />
      <Select<string[]>
        mode="multiple"
        aria-label={t('quizDesk.quiz.who.named')}
        placeholder={t('quizDesk.quiz.namedHint')}
        maxCount={limits.bulkRecords}
        maxTagCount={6}
        showSearch={{ optionFilterProp: 'label' }}
        value={[...chosen]}
        options={trainees.map(({ id, name, number }) => ({ value: id, label: `${name} ${number}` }))}
        onChange={onChange}
      />
      {stoodIn === null ? null : (
        <Button loading={change.busy} onClick={() => takeFailed(stoodIn)}>
          {t('quizDesk.quiz.takeFailed')}
        </Button>
      )}
    </div>
  );
}

async function allTrainees(api: Api, courseId: string): Promise<TraineeRecord[]> {
  const all: TraineeRecord[] = [];
  for (;;) {
    const { trainees, total } = await api.request('GET /api/courses/:courseId/trainees', {
      params: { courseId },
      query: { offset: all.length, limit: perPage },
    });
    all.push(...trainees);
    if (trainees.length === 0 || all.length >= total) return all;
  }
}

/** Those whose best attempt did not pass, and those who handed none in; who waits to be marked is left out. */
function notPassed(sittings: readonly Sitting[], passMark: number): string[] {
  const settled = new Set(
    sittings.flatMap(({ traineeId, score, unmarked }) =>
      unmarked > 0 || (score !== null && score >= passMark) ? [traineeId] : [],
    ),
  );
  return [...new Set(sittings.map(({ traineeId }) => traineeId))].filter((id) => !settled.has(id));
}
