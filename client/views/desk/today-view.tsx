import { Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course, Lesson } from '../../../src/contract/course.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useRound } from '../../hooks/use-round.ts';
import '../../i18n/attendance-desk.ts';
import '../../i18n/help-desk.ts';
import '../../i18n/in-class.ts';
import '../../i18n/patrol-desk.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Notice } from '../common/notice.tsx';
import { calendarDay, clockDuration, clockTime } from '../common/time.ts';
import type { DeskView } from './desk-choice.ts';
import { NeedsList } from './needs-list.tsx';
import { needsAttention } from './room-rows.ts';
import { RoomTable } from './room-table.tsx';
import { useNeeds, type Needs } from './use-needs.ts';
import { useRoomRows } from './use-room-rows.ts';

/** The room to live in while a lesson runs: what it is, figures, what needs a person, and every room's signal. */
export function TodayView(props: {
  course: Course;
  lesson: Lesson | null;
  onEnter: (lessonId: string) => void;
  /** Opens another room of the desk. */
  onView: (view: DeskView) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { entry } = useClassroom();
  const { lesson } = props;
  if (lesson === null) return <Notice title={t('state.noLessonTitle')}>{t('desk.noLessons')}</Notice>;
  if (entry.kind === 'refused') {
    return (
      <Notice title={t('error.title')}>
        <ErrorText error={entry.error} />
      </Notice>
    );
  }
  return <LessonToday {...props} lesson={lesson} />;
}

function LessonToday(props: {
  course: Course;
  lesson: Lesson;
  onEnter: (lessonId: string) => void;
  onView: (view: DeskView) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { course, onEnter, onView } = props;
  const classroom = useClassroom();
  const { counts } = classroom;
  const lesson = classroom.lesson?.id === props.lesson.id ? classroom.lesson : props.lesson;
  const rows = useRoomRows();
  const needs = useNeeds({ courseId: course.id, lessonId: lesson.id }, useIsRollCallDue(lesson));
  const attention = rows.filter(needsAttention).length;
  return (
    <div className="today">
      <LessonHead lesson={lesson} course={course} onEnter={() => onEnter(lesson.id)} />
      <dl className="figure-row">
        <Figure label={t('desk.figureBranches')} value={counts.branchesOnline} total={counts.branchesTotal} />
        <Figure label={t('desk.figurePorts')} value={counts.portsOnline} total={counts.portsTotal} />
        <Figure label={t('desk.figureTrainees')} value={counts.traineesOnline} total={course.traineeCount} />
        <SignedInFigure needs={needs} onOpen={() => onView('attendance')} />
        <PatrolledFigure needs={needs} onOpen={() => onView('patrol')} />
        <HelpFigure needs={needs} onOpen={() => onView('help')} />
        <Figure label={t('desk.figureAttention')} value={attention} hint={t('desk.attentionHint')} />
      </dl>
      <NeedsList place={{ courseId: course.id, lessonId: lesson.id }} needs={needs} onView={onView} />
      <RoomTable rows={rows} />
    </div>
  );
}

/** Milliseconds into a lesson after which a room without roll call is worth a call. */
const rollCallDueMs = 20 * 60_000;

function useIsRollCallDue({ startedAt }: Lesson): boolean {
  const now = useClock(10_000);
  return startedAt !== null && now - startedAt >= rollCallDueMs;
}

/** How many have signed in, and the contradictions that wait for the organiser. */
function SignedInFigure({ needs, onOpen }: { needs: Needs; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const { signedIn = 0, expected = 0 } = useClassroom().own.attendance?.totals ?? {};
  return (
    <Figure
      label={t('attendanceDesk.figureSigned')}
      value={signedIn}
      hint={t('attendanceDesk.figureHint', { total: expected, count: needs.undecided })}
      onOpen={onOpen}
    />
  );
}

/** How many rooms the present round has seen, and the findings that wait for somebody. */
function PatrolledFigure({ needs, onOpen }: { needs: Needs; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const view = useRound();
  const round = view?.round ?? null;
  // A round that began by itself while nobody was there waits for somebody.
  const isWaiting = round?.endedAt === null && view?.duty.length === 0;
  const ofRound = isWaiting ? 'patrolDesk.figureNobody' : 'patrolDesk.figureHint';
  return (
    <Figure
      label={t('patrolDesk.figurePatrolled')}
      value={round?.seen ?? 0}
      hint={t(round === null ? 'patrolDesk.figureNoRound' : ofRound, {
        total: round?.total ?? 0,
        count: needs.unsettled,
      })}
      onOpen={onOpen}
    />
  );
}

/** How many requests for help wait, and of how many kinds. */
function HelpFigure({ needs, onOpen }: { needs: Needs; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const { help, helpKinds } = needs;
  return (
    <Figure
      label={t('helpDesk.figure')}
      value={help}
      hint={help === 0 ? t('helpDesk.figureNone') : t('helpDesk.figureHint', { count: helpKinds })}
      onOpen={onOpen}
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
