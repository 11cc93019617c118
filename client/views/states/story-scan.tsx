import type { ReactElement } from 'react';
import type { Known, Scanned, ScanState } from '../../session/scan.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { Topline } from '../common/topline.tsx';
import { ScanView } from '../scan/scan-view.tsx';
import { storySignIn, storyWindow } from './story-attendance-data.ts';
import { storyNow, storyParticipant } from './story-data.ts';
import { storyError } from './story-session.ts';
import type { ScanStory } from './stories.ts';
import '../scan/scan.css';
import '../../i18n/attendance.ts';

const minute = 60_000;

const scan: Scanned = {
  pass: 'story-pass',
  passUntil: storyNow + 5 * minute,
  courseId: 'course-1',
  courseName: '示例培训班',
  lesson: {
    lessonId: 'lesson-2',
    title: '示例课程二：从总体思路到具体做法',
    lecturerName: '示例老师乙',
    startsAt: storyNow + 3 * minute,
  },
  branchId: 'branch-1',
  branchName: '示例第一分课堂',
  window: storyWindow,
  serverTime: storyNow,
  known: null,
  own: null,
  elsewhere: null,
  question: {
    label: '示例分课堂',
    courseName: '示例培训班',
    branchName: '示例第一分课堂',
    numberPart: 'last6',
    numberLabel: '示例手机号',
    help: '示例主办方 000-0000-000',
  },
};

const me = storyParticipant('trainee');
const known: Known = { scan, me };
/** Somebody of another room. */
const visiting: Known = {
  me,
  scan: {
    ...scan,
    known: me,
    elsewhere: { branchName: '示例第二分课堂', scannedBranchName: '示例第一分课堂', allowed: true },
  },
};
const opensLater = { ...storyWindow, opensAt: storyNow + 12 * minute };

const states: Record<ScanStory, ScanState> = {
  scanReady: { kind: 'ready', ...known },
  scanEarly: {
    kind: 'early',
    ...known,
    scan: { ...scan, window: opensLater },
  },
  scanVisit: { kind: 'ready', ...visiting },
  scanVisitEarly: { kind: 'early', ...visiting, scan: { ...visiting.scan, window: opensLater } },
  scanAsking: { kind: 'asking', scan },
  scanUnsent: { kind: 'unsent', ...known },
  scanWaiting: {
    kind: 'waiting',
    ...known,
    request: {
      requestId: 'request-1',
      windowId: 'lesson-2',
      traineeId: 'trainee-1',
      name: '示例学员乙',
      number: '203000000001',
      branchId: 'branch-1',
      otherName: '示例学员甲',
      at: storyNow,
      state: 'waiting',
      decidedBy: null,
    },
  },
  scanDone: { kind: 'done', ...known, signIn: storySignIn, already: false },
  scanLate: { kind: 'done', ...known, signIn: { ...storySignIn, lateMinutes: 4 }, already: true },
  scanOld: { kind: 'refused', error: storyError('sign_in_code_old'), scan: null },
  scanReplayed: { kind: 'refused', error: storyError('sign_in_code_old'), scan },
  scanForged: { kind: 'refused', error: storyError('sign_in_code_unknown'), scan: null },
  scanElsewhere: {
    kind: 'refused',
    error: storyError('sign_in_elsewhere', {
      branchName: '示例第二分课堂',
      scannedBranchName: '示例第一分课堂',
    }),
    scan,
  },
  scanDenied: { kind: 'denied', ...known },
};

const nothing = (): void => undefined;

/** The page behind a scanned code, in one of its states. */
export function ScanStoryView({ page }: { page: ScanStory }): ReactElement {
  usePageTheme('light', 'Scan');
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="scan">
        <ScanView
          state={states[page]}
          now={storyNow}
          onTap={nothing}
          onOther={nothing}
          onIdentify={() => Promise.resolve()}
        />
      </main>
    </div>
  );
}
