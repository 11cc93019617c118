import { Alert, Button, Input, InputNumber, Select, type InputRef } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** Who is to get more time. */
export type Whom = { of: 'all' } | { of: 'branch'; id: string } | { of: 'person'; id: string; name: string };

const keyOf = (whom: Whom): string => (whom.of === 'all' ? 'all' : `${whom.of}:${whom.id}`);

/** More time for everybody, one branch or one person, with the reason. */
export function ExtendForm(props: {
  params: { courseId: string; quizId: string };
  branches: readonly { id: string; name: string }[];
  whom: Whom;
  onWhom: (whom: Whom) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { params, branches, whom, onWhom } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [minutes, setMinutes] = useState<number | null>(5);
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<{ name: string; count: number } | null>(null);
  const reasonField = useRef<InputRef>(null);
  // Whoever chose a person further down goes on here.
  useEffect(() => {
    if (whom.of === 'person') reasonField.current?.focus();
  }, [whom]);
  const choices: (Whom & { name: string })[] = [
    { of: 'all', name: t('quizDesk.progress.forAll') },
    ...(whom.of === 'person' ? [whom] : []),
    ...branches.map(({ id, name }) => ({ of: 'branch' as const, id, name })),
  ];
  const extend = (): void => {
    const count = minutes ?? 0;
    const name = choices.find((one) => keyOf(one) === keyOf(whom))?.name ?? '';
    const body = {
      branchId: whom.of === 'branch' ? whom.id : null,
      traineeId: whom.of === 'person' ? whom.id : null,
      seconds: count * 60,
      reason,
    };
    void change
      .run(() => api.request('POST /api/courses/:courseId/quizzes/:quizId/extension', { params, body }))
      .then((worked) => {
        setDone(worked ? { name, count } : null);
        if (worked) setReason('');
      });
  };
  return (
    <section className="quiz-extend">
      <h2>{t('quizDesk.progress.extend')}</h2>
      <ChangeError change={change} />
      {done === null ? null : <Alert type="success" showIcon title={t('quizDesk.progress.extended', done)} />}
      <div className="quiz-extend__fields">
        <label>
          {t('quizDesk.progress.forWhom')}
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            value={keyOf(whom)}
            options={choices.map((one) => ({ value: keyOf(one), label: one.name }))}
            onChange={(key) => onWhom(choices.find((one) => keyOf(one) === key) ?? { of: 'all' })}
          />
        </label>
        <label>
          {t('quizDesk.progress.minutes')}
          <InputNumber
            min={1}
            max={quizLimits.duration / 60}
            precision={0}
            value={minutes}
            onChange={setMinutes}
          />
        </label>
        <label className="quiz-extend__reason">
          {t('quizDesk.progress.reason')}
          <Input
            ref={reasonField}
            maxLength={quizLimits.reason}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setDone(null);
            }}
          />
        </label>
        <Button disabled={reason.trim() === '' || minutes === null} loading={change.busy} onClick={extend}>
          {t('quizDesk.progress.extend')}
        </Button>
      </div>
    </section>
  );
}
