import { useTranslation } from 'react-i18next';
import type { StaffQuestion } from '../../../src/contract/questions.ts';
import type { QuestionActions } from './use-question-actions.ts';

/** What somebody who runs the lesson does with a question. */
export type Handle =
  | 'show'
  | 'live'
  | 'answer'
  | 'postpone'
  | 'dismiss'
  | 'reopen'
  | 'edit'
  | 'approve'
  | 'unapprove'
  | 'forward';

/** What can be done with a question in its state, most likely first. Showing is always there. */
export function handlesOf({ state, approved }: StaffQuestion, approval: boolean): Exclude<Handle, 'show'>[] {
  const approving: Exclude<Handle, 'show'>[] = approval ? [approved ? 'unapprove' : 'approve'] : [];
  switch (state) {
    case 'held':
      return ['forward', 'live', 'answer', 'postpone', 'dismiss', 'edit'];
    case 'open':
      return ['live', 'answer', ...approving, 'postpone', 'dismiss', 'edit'];
    case 'postponed':
      return ['reopen', 'answer', 'dismiss', 'edit'];
    case 'answered':
      return ['answer', 'reopen', ...approving];
    case 'dismissed':
      return ['reopen'];
  }
}

const labels = {
  show: 'questions.show',
  live: 'questions.live',
  answer: 'questions.write',
  postpone: 'questions.postpone',
  dismiss: 'questions.dismiss',
  reopen: 'questions.reopen',
  edit: 'questions.edit',
  approve: 'questions.approve',
  unapprove: 'questions.unapprove',
  forward: 'questions.forward',
} as const satisfies Record<Handle, string>;

export function useHandleWords(): (handle: Handle) => string {
  const { t } = useTranslation();
  return (handle) => t(labels[handle]);
}

/** Does what needs no words of somebody. Showing is a switch, which the caller knows the state of. */
export function handleQuestion(
  actions: QuestionActions,
  questionId: string,
  what: Exclude<Handle, 'show' | 'answer' | 'dismiss' | 'edit'>,
): void {
  switch (what) {
    case 'live':
      void actions.run('question.answer', { questionId, answer: null });
      break;
    case 'approve':
    case 'unapprove':
      void actions.run('question.approve', { questionIds: [questionId], approved: what === 'approve' });
      break;
    case 'forward':
      void actions.run('question.forward', { questionIds: [questionId] });
      break;
    case 'postpone':
    case 'reopen':
      void actions.run(`question.${what}`, { questionId });
      break;
  }
}
