import { Button, Dropdown, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reminder, ReminderAbout } from '../../../../src/contract/attendance.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { clockTime } from '../../common/time.ts';
import { ErrorDialog } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import type { LessonPlace } from './use-lesson-attendance.ts';

const abouts: readonly ReminderAbout[] = ['rollCall', 'absent'];

/** Sends reminders; the server leaves out branches in which nothing is missing. */
function useReminding(place: LessonPlace, onChanged: () => void) {
  const { api } = useClassSession();
  const change = useChange();
  const [reached, setReached] = useState<number | null>(null);
  const remind = (about: ReminderAbout, branchIds: string[] | null): void =>
    void change
      .run(async () => {
        const { reminded } = await api.request(
          'POST /api/courses/:courseId/lessons/:lessonId/attendance/reminders',
          { params: { ...place }, body: { about, branchIds } },
        );
        setReached(reminded.length);
      })
      .then((done) => done && onChanged());
  return { change, reached, forget: () => setReached(null), remind };
}

/** Reminds the liaisons of all branches in which something is missing. */
export function RemindAll(props: { place: LessonPlace; onChanged: () => void }): ReactElement {
  const { t } = useTranslation();
  const { change, reached, forget, remind } = useReminding(props.place, props.onChanged);
  const items = abouts.map((about) => ({ key: about, label: t(`attendanceDesk.remindAllText.${about}`) }));
  const send = (key: string): void => {
    const about = abouts.find((one) => one === key);
    if (about !== undefined) remind(about, null);
  };
  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => send(key) }} trigger={['click']}>
        <Button loading={change.busy}>{t('attendanceDesk.remindAll')}</Button>
      </Dropdown>
      <ErrorDialog change={change} />
      <Modal
        open={reached !== null}
        title={t('attendanceDesk.remindAll')}
        onCancel={forget}
        footer={<Button onClick={forget}>{t('common.close')}</Button>}
      >
        <p role="status">
          {reached === 0
            ? t('attendanceDesk.remindedNone')
            : t('attendanceDesk.reminded', { count: reached ?? 0 })}
        </p>
      </Modal>
    </>
  );
}

/** Reminds the liaison of one branch with one click, and says when it was done last. */
export function RemindBranch(props: {
  place: LessonPlace;
  branchId: string;
  about: readonly ReminderAbout[];
  reminders: readonly Reminder[];
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { place, branchId, about, reminders, onChanged } = props;
  const { change, remind } = useReminding(place, onChanged);
  return (
    <div className="attendance-desk__reminders">
      {about.map((one) => (
        <Button
          key={one}
          size="small"
          // Short, so that a row of the board stays low; the whole request for whoever points at it or hears it.
          title={t(`attendanceDesk.remindAbout.${one}`)}
          aria-label={t(`attendanceDesk.remindAbout.${one}`)}
          loading={change.busy}
          onClick={() => remind(one, [branchId])}
        >
          {t(`attendanceDesk.remindShort.${one}`)}
        </Button>
      ))}
      <ErrorDialog change={change} />
      {reminders.map((one) => (
        <span key={one.about} className="quiet figures">
          {t('attendanceDesk.remindedAt', {
            time: clockTime(one.at),
            about: t(`attendanceDesk.remindedWord.${one.about}`),
          })}
        </span>
      ))}
    </div>
  );
}
