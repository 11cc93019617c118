import { Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../src/contract/course.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useRound } from '../../hooks/use-round.ts';
import '../../i18n/attendance-desk.ts';
import '../../i18n/in-class.ts';
import '../../i18n/patrol-desk.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Notice } from '../common/notice.tsx';
import { calendarDay, clockDuration, clockTime } from '../common/time.ts';
import { useWorkList } from './attendance/use-lesson-attendance.ts';
import { useFindings } from '../patrol/use-findings.ts';
import { HelpFigure } from './help/help-figure.tsx';
import { needsAttention } from './room-rows.ts';
import { RoomTable } from './room-table.tsx';
import { useRoomRows } from './use-room-rows.ts';

/** The room to live in while a lesson runs: what it is, four figures, and every room's signal. */
export function TodayView(props: {
  course: Course;
  lesson: Lesson | null;
  onEnter: (lessonId: string) => void;
  /** Opens the fault desk. */
  onHelp: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { course, lesson, onEnter, onHelp } = props;
  const classroom = useClassroom();
  const rows = useRoomRows();
  const { counts, entry } = classroom;
  if (lesson === null) return <Notice title={t('state.noLessonTitle')}>{t('desk.noLessons')}</Notice>;
  if (entry.kind === 'refused') {
    return (
      <Notice title={t('error.title')}>
        <ErrorText error={entry.error} />
      </Notice>
    );
  }
  const attention = rows.filter(needsAttention).length;
  return (
    <div className="today">
      <LessonHead
        lesson={classroom.lesson?.id === lesson.id ? classroom.lesson : lesson}
        course={course}
        onEnter={() => onEnter(lesson.id)}
      />
      <dl className="figure-row">
        <Figure label={t('desk.figureBranches')} value={counts.branchesOnline} total={counts.branchesTotal} />
        <Figure label={t('desk.figurePorts')} value={counts.portsOnline} total={counts.portsTotal} />
        <Figure label={t('desk.figureTrainees')} value={counts.traineesOnline} total={course.traineeCount} />
        <SignedInFigure lesson={lesson} />
        <PatrolledFigure />
        <HelpFigure courseId={course.id}>{(figure) => <Figure {...figure} onOpen={onHelp} />}</HelpFigure>
        <Figure label={t('desk.figureAttention')} value={attention} hint={t('desk.attentionHint')} />
      </dl>
      <RoomTable rows={rows} />
    </div>
  );
}

/** How many have signed in, and the contradictions that wait for the organiser. */
function SignedInFigure({ lesson }: { lesson: Lesson }): ReactElement {
  const { t } = useTranslation();
  const totals = useClassroom().own.attendance?.totals ?? { signedIn: 0, expected: 0 };
  const list = useWorkList({ courseId: lesson.courseId, lessonId: lesson.id });
  return (
    <Figure
      label={t('attendanceDesk.figureSigned')}
      value={totals.signedIn}
      hint={t('attendanceDesk.figureHint', {
        total: totals.expected,
        count: list.kind === 'ready' ? list.data.total : 0,
      })}
    />
  );
}

/** How many rooms the present round has seen, and the findings that wait for somebody. */
function PatrolledFigure(): ReactElement {
  const { t } = useTranslation();
  const round = useRound()?.round ?? null;
  const findings = useFindings({ limit: 1 });
  const states = findings.kind === 'ready' ? findings.data.states : { open: 0, answered: 0 };
  return (
    <Figure
      label={t('patrolDesk.figurePatrolled')}
      value={round?.seen ?? 0}
      hint={t(round === null ? 'patrolDesk.figureNoRound' : 'patrolDesk.figureHint', {
        total: round?.total ?? 0,
        count: states.open + states.answered,
      })}
    />
  );
}

function Figure(props: {
  label: string;
  value: number;
  total?: number;
  hint?: string;
  /** Leads to what the figure counts. */
  onOpen?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="figure card">
      <dt>
        {props.onOpen === undefined ? (
          props.label
        ) : (
          <button type="button" className="figure__open" onClick={props.onOpen}>
            {props.label}
          </button>
        )}
      </dt>
      <dd>
        <span className="figure__value figures">{props.value}</span>
        <span className="quiet figures">
          {props.total === undefined ? props.hint : t('desk.figureOf', { total: props.total })}
        </span>
      </dd>
    </div>
  );
}

function LessonHead(props: { lesson: Lesson; course: Course; onEnter: () => void }): ReactElement {
  const { t } = useTranslation();
  const { lesson, course, onEnter } = props;
  const { phase, stage } = useClassroom();
  const now = useClock();
  return (
    <header className="lesson-head">
      <div>
        <p className="quiet">{course.name}</p>
        <h1>{lesson.title}</h1>
        <p className="figures">
          {calendarDay(lesson.startsAt, currentLanguage())} {clockTime(lesson.startsAt)}–
          {clockTime(lesson.endsAt)} · {lesson.lecturerName} · {t(`desk.lecturerState.${stage.lecturer}`)}
        </p>
      </div>
      <div className="lesson-head__side">
        {phase === 'live' && lesson.startedAt !== null ? (
          <p className="figures">
            <span className="live-badge">{t('desk.phaseLive')}</span> {clockDuration(now - lesson.startedAt)}
          </p>
        ) : null}
        {phase === 'ended' ? null : (
          <Button size="large" title={t('inClass.enterText')} onClick={onEnter}>
            {t('inClass.enter')}
          </Button>
        )}
        {phase === 'ended' ? <p className="quiet">{t('desk.phaseEnded')}</p> : <StartEnd lesson={lesson} />}
      </div>
    </header>
  );
}

/** Starting and ending both reach every room, so both are asked once. */
function StartEnd({ lesson }: { lesson: Lesson }): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const { phase, entry } = useClassroom();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const live = phase === 'live';
  const act = (): void => {
    setBusy(true);
    setError(null);
    (live ? classroom.end() : classroom.start())
      .then(
        () => setAsking(false),
        (thrown: unknown) => setError(ClientError.from(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button
        type={live ? 'default' : 'primary'}
        danger={live}
        size="large"
        disabled={entry.kind !== 'joined'}
        onClick={() => setAsking(true)}
      >
        {live ? t('desk.end') : t('desk.start')}
      </Button>
      <Modal
        open={asking}
        title={live ? t('desk.endTitle') : t('desk.startTitle')}
        okText={live ? t('desk.end') : t('desk.start')}
        cancelText={t('common.cancel')}
        okButtonProps={{ danger: live }}
        confirmLoading={busy}
        onOk={act}
        onCancel={() => setAsking(false)}
      >
        <p>{live ? t('desk.endText') : t('desk.startText', { title: lesson.title })}</p>
        {error === null ? null : <ErrorText error={error} />}
      </Modal>
    </>
  );
}
