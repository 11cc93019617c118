import type { pollCommands, pollRoutes } from '../../contract/polls.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CommandHandlers, Connection, RouteHandlers } from '../../lib/feature.ts';
import type { Logger } from '../../lib/logger.ts';
import type { WriteSpreadsheet } from '../../lib/spreadsheet.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess, ClassroomPart } from '../../lib/live-classroom.ts';
import { createPollCommands } from './commands.ts';
import { EntryBook, type TraineeEntries } from './entries.ts';
import { Picks } from './picks.ts';
import { Polls } from './polls.ts';
import { PreparedPolls } from './preparing.ts';
import { createPollRoutes } from './routes.ts';

export interface PollsDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  access: ClassroomAccess;
  writeSpreadsheet: WriteSpreadsheet;
  traineeEntries: TraineeEntries;
}

/** The polls and random picks of a classroom, as a part of it. */
export interface PollsFeature {
  part: ClassroomPart;
  commands: CommandHandlers<typeof pollCommands>;
  routes: RouteHandlers<typeof pollRoutes>;
  /** Opens a prepared poll of the lesson that this socket is in; throws as `poll.open` does. */
  open(connection: Connection, pollId: string): Promise<unknown>;
  /** Waits for what is under way. Idempotent. */
  close(): Promise<void>;
}

/** Builds the part; the classroom's feature connects it. */
export function createPolls(deps: PollsDependencies): PollsFeature {
  const polls = new Polls(deps);
  const prepared = new PreparedPolls(deps);
  const picks = new Picks(deps);
  return {
    part: polls,
    commands: createPollCommands({
      polls,
      prepared,
      picks,
      entries: new EntryBook(deps.traineeEntries, deps.clock),
      ...deps,
    }),
    routes: createPollRoutes(prepared, deps),
    open: (connection, pollId) => polls.open(connection, { pollId }),
    close: () => polls.idle(),
  };
}
