import type { pollCommands } from '../../contract/polls.ts';
import type { CommandHandlers } from '../../lib/feature.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import type { EntryBook } from './entries.ts';
import type { Picks } from './picks.ts';
import type { Polls } from './polls.ts';
import type { PreparedPolls } from './preparing.ts';

export interface CommandDependencies {
  polls: Polls;
  prepared: PreparedPolls;
  picks: Picks;
  access: ClassroomAccess;
  entries: EntryBook;
}

export function createPollCommands({
  polls,
  prepared,
  picks,
  access,
  entries,
}: CommandDependencies): CommandHandlers<typeof pollCommands> {
  const { answers } = polls;
  return {
    'poll.list': async ({ connection }) => {
      const { courseId, id } = access.require(connection).classroom.lesson;
      return { polls: await prepared.list(courseId, id) };
    },
    'poll.open': async ({ connection }, input) => ({ poll: await polls.open(connection, input) }),
    'poll.close': async ({ connection }, { pollId }) => ({ poll: await polls.close(connection, pollId) }),
    'poll.showResults': async ({ connection }, { pollId, shown }) => ({
      poll: await polls.showResults(connection, pollId, shown),
    }),
    'poll.dismiss': async ({ connection }, { pollId }) => ({ poll: await polls.dismiss(connection, pollId) }),
    'poll.progress': async ({ connection }, { pollId }) => polls.progress(connection, pollId),
    'poll.answer': async ({ connection }, { pollId, answer }) => answers.answer(connection, pollId, answer),
    'poll.ownBranch': async ({ connection }, { pollId }) => answers.ownBranch(connection, pollId),
    'poll.roomCounts': async ({ connection }, { pollId, room }) =>
      answers.countRoom(connection, pollId, room),
    'poll.entry': async ({ connection }) => {
      const { classroom, participant } = access.require(connection);
      const { branchId } = participant;
      return { entry: branchId === null ? null : await entries.of(classroom.lesson.courseId, branchId) };
    },
    'pick.draw': async ({ connection }, { of }) => ({ pick: await picks.draw(connection, of) }),
    'pick.list': async ({ connection }) => ({ picks: await picks.list(connection) }),
  };
}
