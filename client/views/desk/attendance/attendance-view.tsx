import { Segmented, Select } from 'antd';
import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import '../../../i18n/attendance-desk.ts';
import { EmptyList } from '../records/empty.tsx';
import { ListHead } from '../records/parts.tsx';
import { FailedList } from '../records/record-page.tsx';
import { opensLater } from './board-rows.ts';
import { BranchBoard } from './branch-board.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { ExportAttendance } from './export-attendance.tsx';
import { useOpensWords } from './opens-words.ts';
import { PolicyButton } from './policy-form.tsx';
import { LevelBoard, UnitBoard } from './sum-boards.tsx';
import { useBoard, type Board, type LessonPlace } from './use-lesson-attendance.ts';
import { WindowsButton } from './windows-panel.tsx';
import { WorkList } from './work-list.tsx';
import './attendance-desk.css';

const parts = ['branch', 'unit', 'level', 'evidence'] as const;
type Part = (typeof parts)[number];

/** Attendance of the lesson that the desk looks at: what is to be decided, who is there, and why. */
export function AttendanceView(props: {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
  onLesson: (lessonId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessons, lessonId, onLesson } = props;
  const lesson = lessons.find(({ id }) => id === lessonId);
  if (lesson === undefined) return <p className="quiet">{t('attendanceDesk.waitLesson')}</p>;
  const place = { courseId, lessonId: lesson.id };
  return (
    <section className="desk__section records">
      <ListHead title={t('attendanceDesk.title')}>
        <Select
          className="attendance-desk__lesson"
          aria-label={t('attendanceDesk.lesson')}
          value={lesson.id}
          options={lessons.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={onLesson}
        />
        <WindowsButton key={lesson.id} place={place} />
        <PolicyButton courseId={courseId} />
        <ExportAttendance place={place} />
      </ListHead>
      <LessonAttendance key={lesson.id} place={place} />
    </section>
  );
}

function LessonAttendance({ place }: { place: LessonPlace }): ReactElement {
  const { t } = useTranslation();
  const board = useBoard(place);
  const now = useClock(10_000);
  const [part, setPart] = useState<Part>('branch');
  // Each look begins anew with the room that it is about, also when it is the same one and the list's filter was changed since.
  const [looked, setLooked] = useState<{ branchId: string | null; turn: number }>({
    branchId: null,
    turn: 0,
  });
  const boards = useRef<HTMLDivElement>(null);
  const show = (next: Part, branchId: string | null): void => {
    setPart(next);
    setLooked(({ turn }) => ({ branchId, turn: turn + 1 }));
  };
  if (board.kind === 'failed') return <FailedList error={board.error} onRetry={board.reload} />;
  const data = board.kind === 'ready' ? board.data : null;
  const opensAt = data && opensLater(data.windows, now);
  if (data?.total.expected === 0) return <EmptyList text={t('attendanceDesk.empty')} />;
  return (
    <>
      <Figures board={data} opensAt={opensAt} />
      <WorkList
        place={place}
        onChanged={board.reload}
        onLook={(branchId) => {
          show('evidence', branchId);
          boards.current?.scrollIntoView({ block: 'start' });
        }}
      />
      <Segmented<Part>
        ref={boards}
        className="attendance-desk__parts"
        aria-label={t('attendanceDesk.boards')}
        value={part}
        options={parts.map((one) => ({ value: one, label: t(`attendanceDesk.by.${one}`) }))}
        onChange={(next) => show(next, null)}
      />
      {part === 'branch' ? (
        <BranchBoard place={place} board={data} opensAt={opensAt} onChanged={board.reload} />
      ) : null}
      {part === 'unit' ? <UnitBoard board={data} isEarly={opensAt !== null} /> : null}
      {part === 'level' ? <LevelBoard board={data} isEarly={opensAt !== null} /> : null}
      {part === 'evidence' ? (
        <EvidenceList key={looked.turn} place={place} board={data} branchId={looked.branchId} />
      ) : null}
    </>
  );
}

function Figures({ board, opensAt }: { board: Board | null; opensAt: number | null }): ReactElement {
  const { t } = useTranslation();
  const opensWords = useOpensWords();
  const { expected = 0, signedIn = 0, late = 0 } = board?.total ?? {};
  const rooms = board?.rows.filter((row) => row.branchId !== null && row.expected > 0) ?? [];
  const done = rooms.filter(({ rollCall }) => typeof rollCall?.signedOffAt === 'number').length;
  const all: { key: 'inTime' | 'late' | 'missing' | 'rollCalls'; value: number; total: number }[] = [
    { key: 'inTime', value: signedIn - late, total: expected },
    { key: 'late', value: late, total: expected },
    { key: 'missing', value: expected - signedIn, total: expected },
    { key: 'rollCalls', value: done, total: rooms.length },
  ];
  return (
    <dl className="figure-row">
      {all.map(({ key, value, total }) => (
        <div key={key} className="figure card">
          <dt>{t(`attendanceDesk.figure.${key}`)}</dt>
          <dd>
            {key === 'missing' && opensAt !== null ? (
              <span className="quiet figures">{opensWords(opensAt)}</span>
            ) : (
              <>
                <span className="figure__value figures">{value}</span>
                <span className="quiet figures">{t('attendanceDesk.of', { total })}</span>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
