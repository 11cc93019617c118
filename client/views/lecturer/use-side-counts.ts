import { useClassroom } from '../../hooks/use-classroom.ts';
import { useHands } from '../../hooks/use-hands.ts';
import type { CueRun } from '../cues/use-cue-run.ts';
import { useCourseId, useInbox } from '../messages/use-inbox.ts';
import { useLessonQuizzes } from '../quiz-class/lesson-quizzes.ts';
import { useStaffQuestions } from '../questions/use-question-lists.ts';
import type { SideTab } from './side-tabs.ts';

/** What a tab says beside its name; `waits`: somebody is waiting there. */
export type SideCounts = Record<SideTab, { text: string | null; waits: boolean }>;

const nothing = { text: null, waits: false };

function waiting(count: number): SideCounts[SideTab] {
  return count === 0 ? nothing : { text: count > 99 ? '99+' : String(count), waits: true };
}

/** What waits behind each tab of the console. */
export function useSideCounts({ sheet }: CueRun): SideCounts {
  const { counts, poll } = useClassroom();
  const queue = useHands();
  const questions = useStaffQuestions('open', '');
  const quizzes = useLessonQuizzes();
  const inbox = useInbox(useCourseId());
  const unread =
    inbox.kind === 'ready' ? (inbox.data.threads.find(({ kind }) => kind === 'staff')?.unread ?? 0) : 0;
  const done = sheet === null ? 0 : sheet.cues.filter(({ id }) => sheet.state.done[id] !== undefined).length;
  return {
    questions: waiting(questions.data?.counts.open ?? 0),
    hands: waiting(queue?.total ?? 0),
    polls: poll?.state === 'open' ? { text: '●', waits: true } : nothing,
    quiz: quizzes.list?.some(({ state }) => state === 'open') === true ? { text: '●', waits: true } : nothing,
    branches: { text: `${counts.branchesOnline}/${counts.branchesTotal}`, waits: false },
    cues:
      sheet === null || sheet.cues.length === 0
        ? nothing
        : { text: `${done}/${sheet.cues.length}`, waits: false },
    staff: waiting(unread),
  };
}
