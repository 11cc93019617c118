import { patrolLimits, type patrolCommands } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';
import type { CommandHandlers } from '../lib/feature.ts';
import { fileFinding, type FilingDependencies } from './filing.ts';
import { sayToRoom, type SayingDependencies } from './saying.ts';

export type PatrolCommandDependencies = FilingDependencies & SayingDependencies & { clock: Clock };

export function createPatrolCommands(
  deps: PatrolCommandDependencies,
): CommandHandlers<typeof patrolCommands> {
  const { patrol, clock } = deps;
  return {
    'patrol.still': async ({ connection }, input) => {
      const { stills, participant } = patrol.require(connection);
      return stills.take(participant, input);
    },
    'patrol.wall': async ({ connection }) => {
      const { watch } = patrol.require(connection);
      return { tiles: await watch.open(connection), serverTime: clock.now() };
    },
    'patrol.closeWall': async ({ connection }) => {
      patrol.leave(connection);
      return {};
    },
    'patrol.look': async ({ connection }, { tileIds }) => {
      patrol.require(connection).stills.look(connection, tileIds);
      return { intervalMs: patrolLimits.lookedAtMs };
    },
    'patrol.round': async ({ connection }) => patrol.require(connection).rounds.read(),
    'patrol.startRound': async ({ connection }, { roundId, ports }) => {
      const { rounds, participant } = patrol.require(connection);
      return { round: await rounds.start(participant, roundId, ports) };
    },
    'patrol.endRound': async ({ connection }, { roundId }) => {
      const { rounds, participant } = patrol.require(connection);
      return { round: await rounds.end(participant, roundId) };
    },
    'patrol.duty': async ({ connection }, { on }) => {
      const { rounds, participant } = patrol.require(connection);
      await rounds.setDuty(participant, on);
      return { on };
    },
    'patrol.mark': async ({ connection }, { markId, tileId, headCount }) => {
      const { rounds, participant } = patrol.require(connection);
      const seen = { id: markId, tileId, kind: 'mark', headCount } as const;
      const { row, before } = await rounds.saw(participant, seen);
      const own = { at: row.at.getTime(), by: row.by, outcome: row.outcome };
      const { at, by, outcome } = before ?? own;
      return { seen: { at, by, outcome }, already: before !== undefined };
    },
    'patrol.file': async ({ connection }, input) => ({
      finding: await fileFinding(deps, connection, input),
    }),
    'patrol.say': async ({ connection }, line) => {
      await sayToRoom(deps, connection, line);
      return {};
    },
  };
}
