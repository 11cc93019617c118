import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckResult, ReadinessCheck } from '../../../src/contract/readiness.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { useRoomPatrol } from '../../hooks/use-room-patrol.ts';
import { currentLanguage } from '../../i18n/index.ts';
import '../../i18n/patrol-room.ts';
import { Icon } from '../common/icon.tsx';
import { PictureTile } from '../common/picture-tile.tsx';
import { calendarDay, clockTime } from '../common/time.ts';
import { stepTone, useStepWords } from './step-words.ts';
import { steps, useCheck, type CheckActions, type Step } from './use-check.ts';
import './readiness.css';

/** The check of this device and its line, before class. */
export function ReadinessPanel(): ReactElement | null {
  const courseId = useClassroom().course?.id;
  return courseId === undefined ? null : <Check courseId={courseId} />;
}

function Check({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const actions = useCheck(courseId);
  const { run, start } = actions;
  const own = useRequest('GET /api/courses/:courseId/readiness/own', { params: { courseId } });
  const last = own.kind === 'ready' ? own.data.check : null;
  const asked =
    role === 'liaison' ? steps.filter((step) => step !== 'camera' && step !== 'microphone') : steps;
  switch (run.kind) {
    case 'idle':
      return (
        <div className="check">
          <p>{role === 'liaison' ? t('readiness.introPhone') : t('readiness.intro')}</p>
          {last === null ? null : <Result check={last} asked={asked} past />}
          <StartButton label={last === null ? t('readiness.start') : t('readiness.again')} onStart={start} />
        </div>
      );
    case 'running':
      return <Running actions={actions} asked={asked} />;
    case 'saving':
      return <p role="status">{t('readiness.saving')}</p>;
    case 'failed':
      return (
        <div className="check">
          <p role="alert">{t('readiness.notSaved')}</p>
          <StartButton label={t('readiness.again')} onStart={start} />
        </div>
      );
    case 'done':
      return (
        <div className="check">
          <Result check={run.check} asked={asked} />
          {role === 'port' && run.check.result.camera === 'ok' ? <SeenQuestion /> : null}
          <StartButton label={t('readiness.again')} onStart={start} quiet />
        </div>
      );
  }
}

function StartButton(props: { label: string; onStart: () => void; quiet?: boolean }): ReactElement {
  return (
    <button
      type="button"
      className={props.quiet === true ? 'button' : 'button button--primary'}
      onClick={props.onStart}
    >
      {props.label}
    </button>
  );
}

function Running({ actions, asked }: { actions: CheckActions; asked: readonly Step[] }): ReactElement | null {
  const { t } = useTranslation();
  const { run, level, answer } = actions;
  if (run.kind !== 'running') return null;
  const now = asked.indexOf(run.step);
  return (
    <div className="check">
      {run.camera === null ? null : (
        <div className="check__picture">
          <PictureTile stream={run.camera} label={t('readiness.stepCamera')} />
        </div>
      )}
      <div className="check__running" role="status">
        <ul className="check__steps">
          {asked.map((step, index) =>
            index < now ? (
              <StepLine key={step} step={step} result={run.result} />
            ) : (
              <li key={step} className="check__step" data-running={index === now}>
                <span className="check__mark" />
                <span>{stepName(t, step)}</span>
                <span className="quiet">
                  {index === now ? t('readiness.running') : t('readiness.waiting')}
                </span>
              </li>
            ),
          )}
        </ul>
      </div>
      {run.step === 'microphone' ? (
        <div>
          <p>{t('readiness.speak')}</p>
          <meter
            className="check__level"
            min={0}
            max={1}
            value={level}
            aria-label={t('readiness.stepMicrophone')}
          />
        </div>
      ) : null}
      {run.step === 'speakers' ? <SpeakerQuestion onAnswer={answer} /> : null}
    </div>
  );
}

function SpeakerQuestion({ onAnswer }: { onAnswer: CheckActions['answer'] }): ReactElement {
  const { t } = useTranslation();
  const { sound } = useClassSession();
  return (
    <div className="check__question">
      <p>{t('readiness.speakerQuestion')}</p>
      <div className="check__actions">
        <button type="button" className="button button--primary" onClick={() => onAnswer('heard')}>
          {t('readiness.heard')}
        </button>
        <button type="button" className="button" onClick={() => onAnswer('unheard')}>
          {t('readiness.unheard')}
        </button>
        <button type="button" className="button" onClick={() => void sound.playTestSound()}>
          {t('readiness.playAgain')}
        </button>
      </div>
    </div>
  );
}

/** Whether the organisers may see this port during lessons: asked once its camera was found to work. */
function SeenQuestion(): ReactElement | null {
  const { t } = useTranslation();
  const { state, patrol } = useRoomPatrol();
  if (patrol === null) return null;
  return (
    <div className="check__question">
      <p>{t('patrolRoom.port.question')}</p>
      <p className="quiet">{t('patrolRoom.port.why')}</p>
      <div className="check__actions">
        {[true, false].map((allowed) => (
          <button
            key={String(allowed)}
            type="button"
            className={allowed ? 'button button--primary' : 'button'}
            aria-pressed={state.allowed === allowed}
            onClick={() => patrol.allow(allowed)}
          >
            {t(allowed ? 'patrolRoom.port.allow' : 'patrolRoom.port.refuse')}
          </button>
        ))}
      </div>
    </div>
  );
}

function Result(props: { check: ReadinessCheck; asked: readonly Step[]; past?: boolean }): ReactElement {
  const { t } = useTranslation();
  const { check, asked, past } = props;
  const good = check.problems.length === 0;
  const time = `${calendarDay(check.at, currentLanguage())} ${clockTime(check.at)}`;
  return (
    <section className="check__result" aria-live="polite">
      <h3 data-good={good}>
        <Icon name={good ? 'check' : 'warning'} />
        {good ? t('readiness.readyTitle') : t('readiness.problemTitle', { count: check.problems.length })}
      </h3>
      <p className="quiet">
        {past === true
          ? t('readiness.lastCheck', { time })
          : good
            ? t('readiness.readyText')
            : t('readiness.problemText')}
      </p>
      <ul className="check__steps">
        {asked.map((step) => (
          <StepLine key={step} step={step} result={check.result} />
        ))}
      </ul>
    </section>
  );
}

function StepLine({ step, result }: { step: Step; result: Partial<CheckResult> }): ReactElement {
  const { t } = useTranslation();
  const words = useStepWords();
  return (
    <li className="check__step" data-tone={stepTone(step, result)}>
      <Icon name={stepTone(step, result) === 'good' ? 'check' : 'warning'} />
      <span>{stepName(t, step)}</span>
      <span className="quiet">{words(step, result)}</span>
    </li>
  );
}

const names = {
  browser: 'readiness.stepBrowser',
  path: 'readiness.stepPath',
  download: 'readiness.stepDownload',
  upload: 'readiness.stepUpload',
  camera: 'readiness.stepCamera',
  microphone: 'readiness.stepMicrophone',
  speakers: 'readiness.stepSpeakers',
} as const;

function stepName(t: TFunction, step: Step): string {
  return t(names[step]);
}
