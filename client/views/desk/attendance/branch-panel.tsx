import { Drawer } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';
import type { BoardRow } from '../../../../src/contract/attendance.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { openReminders } from './board-rows.ts';
import { ChangeHistory } from './change-history.tsx';
import { SeenWords } from './evidence-words.tsx';
import { RemindSection } from './reminders.tsx';
import { useOpensWords } from './opens-words.ts';
import { attendanceNews, attendanceSpreadMs, type LessonPlace } from './use-lesson-attendance.ts';

/** One branch: whom to phone, who is missing, what the roll call said, and what changed. */
export function BranchPanel(props: {
  place: LessonPlace;
  row: BoardRow;
  /** When sign-in opens, as long as it has not. */
  opensAt: number | null;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { place, row, opensAt, onClose, onChanged } = props;
  const opensWords = useOpensWords();
  const { branchId, name, liaisonName, liaisonPhone, rollCall, reminders, seen } = row;
  return (
    <Drawer open size={480} title={name} onClose={onClose}>
      <div className="attendance-panel">
        <p>
          {t('attendanceDesk.column.liaison')} <bdi>{liaisonName}</bdi>{' '}
          {liaisonPhone === '' ? null : <a href={`tel:${liaisonPhone}`}>{liaisonPhone}</a>}
        </p>
        {seen === null ? null : (
          <p>
            {t('attendanceDesk.column.seen')} <SeenWords seen={seen} />
          </p>
        )}
        {branchId === null ? null : (
          <>
            <RemindSection
              place={place}
              branchId={branchId}
              about={openReminders(row, opensAt !== null)}
              reminders={reminders}
              onChanged={onChanged}
            />
            {opensAt === null ? (
              <AbsentList place={place} branchId={branchId} />
            ) : (
              <p className="quiet figures">{opensWords(opensAt)}</p>
            )}
          </>
        )}
        {rollCall === null ? null : <RoomOnRecord rollCall={rollCall} />}
        {branchId === null ? null : <ChangeHistory place={place} of={{ branchId }} />}
      </div>
    </Drawer>
  );
}

function AbsentList({ place, branchId }: { place: LessonPlace; branchId: string }): ReactElement {
  const { t } = useTranslation();
  const list = useRequest('GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence', {
    params: { ...place },
    query: { branchId, state: 'missing', limit: attendanceLimits.page },
  });
  useNews(attendanceNews, list.reload, attendanceSpreadMs);
  return (
    <section aria-label={t('attendanceDesk.absentList')}>
      <h3>
        {t('attendanceDesk.absentList')}{' '}
        {list.kind === 'ready' ? <span className="quiet figures">{list.data.total}</span> : null}
      </h3>
      {list.kind === 'failed' ? <ErrorText error={list.error} /> : null}
      {list.kind === 'ready' && list.data.total === 0 ? (
        <p className="quiet">{t('attendanceDesk.noneAbsent')}</p>
      ) : null}
      <ul className="attendance-panel__people">
        {list.kind === 'ready'
          ? list.data.trainees.map(({ traineeId, name, number, mark }) => (
              <li key={traineeId}>
                <bdi>{name}</bdi> <span className="quiet figures">{number}</span>
                {mark === null ? null : (
                  <span>
                    {t('attendanceDesk.calledAs', { state: t(`attendanceDesk.state.${mark.state}`) })}
                  </span>
                )}
              </li>
            ))
          : null}
      </ul>
    </section>
  );
}

function RoomOnRecord({ rollCall }: { rollCall: NonNullable<BoardRow['rollCall']> }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { heads, note, photoId } = rollCall;
  return (
    <section aria-label={t('attendanceDesk.column.rollCall')}>
      <h3>{t('attendanceDesk.column.rollCall')}</h3>
      {heads === null ? null : <p className="figures">{t('attendanceDesk.heads', { count: heads })}</p>}
      <bdi>{note}</bdi>
      {photoId === null ? null : (
        <img
          className="attendance-panel__photo"
          src={api.address('GET /api/attendance-photos/:photoId', { params: { photoId } })}
          alt={t('attendanceDesk.photo')}
        />
      )}
    </section>
  );
}
