import type { questionCommands } from '../../contract/questions.ts';
import type { CommandHandlers } from '../../lib/feature.ts';
import type { Asking } from './asking.ts';
import type { OpenCourses } from './courses.ts';
import type { Handling } from './handling.ts';
import { listForRoom, listForStaff } from './reading.ts';

export function createQuestionCommands(
  courses: OpenCourses,
  asking: Asking,
  handling: Handling,
): CommandHandlers<typeof questionCommands> {
  const done = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    return {};
  };
  return {
    'question.ask': async ({ connection }, { questionId, text }) => ({
      question: await asking.ask(connection, questionId, text),
    }),
    'question.support': async ({ connection }, { questionId, support }) => {
      const { id, voices, places } = await asking.support(connection, questionId, support);
      return { questionId: id, voices, places };
    },
    'question.own': async ({ connection }) => asking.own(connection),
    'question.seen': async ({ connection }, { questionIds }) => ({
      unseen: await asking.seen(connection, questionIds),
    }),
    'question.visible': async ({ connection }, page) => asking.visible(connection, page),
    'question.room': async ({ connection }, page) => listForRoom(courses, connection, page),
    'question.list': async ({ connection }, query) => listForStaff(courses, connection, query),
    'question.merge': ({ connection }, { into, questionIds }) =>
      done(handling.merge(connection, into, questionIds)),
    'question.forward': ({ connection }, { questionIds }) => done(handling.forward(connection, questionIds)),
    'question.edit': ({ connection }, { questionId, text }) =>
      done(handling.edit(connection, questionId, text)),
    'question.answer': ({ connection }, { questionId, answer }) =>
      done(handling.answer(connection, questionId, answer)),
    'question.postpone': ({ connection }, { questionId }) => done(handling.postpone(connection, questionId)),
    'question.dismiss': ({ connection }, { questionId, reason }) =>
      done(handling.dismiss(connection, questionId, reason)),
    'question.reopen': ({ connection }, { questionId }) => done(handling.reopen(connection, questionId)),
    'question.approve': ({ connection }, { questionIds, approved }) =>
      done(handling.approve(connection, questionIds, approved)),
    'question.show': ({ connection }, { questionId }) => done(handling.show(connection, questionId)),
    'question.configure': async ({ connection }, wanted) => ({
      settings: await handling.configure(connection, wanted),
    }),
  };
}
