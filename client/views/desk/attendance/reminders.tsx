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

interface BranchReminders {
  place: LessonPlace;
  branchId: string;
  about: readonly ReminderAbout[];
  reminders: readonly Reminder[];
  onChanged: () => void;
}

/** Reminds the liaison of one branch with one click, in a row of the board: when it was done last is within the button. */
export function RemindBranch({
  place,
  branchId,
  about,
  reminders,
  onChanged,
}: BranchReminders): ReactElement {
  const { t } = useTranslation();
  const wordsOf = useReminderWords();
  const { change, remind } = useReminding(place, onChanged);
  return (
    <div className="attendance-desk__reminders">
      {about.map((one) => {
        const last = reminders.find((reminder) => reminder.about === one);
        const request = t(`attendanceDesk.remindAbout.${one}`);
        // Short, so that every row of the board has one height; the whole for whoever points at it or hears it.
        const whole = last === undefined ? request : `${request} · ${wordsOf(last)}`;
        return (
          <Button
            key={one}
            size="small"
            title={whole}
            aria-label={whole}
            loading={change.busy}
            onClick={() => remind(one, [branchId])}
          >
            {t(`attendanceDesk.remindShort.${one}`)}
            {last === undefined ? null : <small className="quiet figures">{clockTime(last.at)}</small>}
          </Button>
        );
      })}
      <ErrorDialog change={change} />
    </div>
  );
}

/** The same in the branch's panel, where there is room for whole requests and for all reminders so far. */
export function RemindSection({
  place,
  branchId,
  about,
  reminders,
  onChanged,
}: BranchReminders): ReactElement | null {
  const { t } = useTranslation();
  const wordsOf = useReminderWords();
  const { change, remind } = useReminding(place, onChanged);
  if (about.length === 0 && reminders.length === 0) return null;
  return (
    <section aria-label={t('attendanceDesk.remind')}>
      <h3>{t('attendanceDesk.remind')}</h3>
      <div className="attendance-work__actions">
        {about.map((one) => (
          <Button key={one} loading={change.busy} onClick={() => remind(one, [branchId])}>
            {t(`attendanceDesk.remindAbout.${one}`)}
          </Button>
        ))}
      </div>
      <ErrorDialog change={change} />
      {reminders.length === 0 ? null : <p className="quiet figures">{reminders.map(wordsOf).join(' · ')}</p>}
    </section>
  );
}

/** When the liaison was reminded, and of what. */
function useReminderWords(): (reminder: Reminder) => string {
  const { t } = useTranslation();
  return ({ at, about }) =>
    t('attendanceDesk.remindedAt', {
      time: clockTime(at),
      about: t(`attendanceDesk.remindedWord.${about}`),
    });
}
