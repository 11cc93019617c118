import { useSyncExternalStore, type ReactElement } from 'react';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { quizAddress, quizOfHash } from '../../session/paper-address.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';

const PaperDialog = lazyView(async () => (await import('./paper-dialog.tsx')).PaperDialog);

/** The paper that the page's address names, above the page; nothing while it names none. */
export function PaperDoor(): ReactElement | null {
  const quiz = quizOfHash(useSyncExternalStore(quizAddress.subscribe, quizAddress.get));
  const { lesson } = useClassroom();
  if (quiz === null || lesson === null) return null;
  return (
    <Pending fallback={null}>
      <PaperDialog key={quiz.quizId} quizId={quiz.quizId} begin={quiz.begin} courseId={lesson.courseId} />
    </Pending>
  );
}
