import type { stageCommands } from '../../contract/stage.ts';
import type { CommandHandlers } from '../../lib/feature.ts';
import type { Hands } from '../hands/hands.ts';
import type { Callee } from './calling.ts';
import type { Director } from './director.ts';

export function createStageCommands(director: Director, hands: Hands): CommandHandlers<typeof stageCommands> {
  return {
    'stage.arrange': async ({ connection }, { layout }) => {
      await director.arrange(connection, layout);
      return {};
    },
    'stage.call': async ({ connection }, wanted) => {
      const callee = 'handId' in wanted ? hands.find(connection, wanted.handId) : wanted;
      const { guest, participant } = await director.call(connection, calleeOf(callee));
      await hands.called(connection, participant);
      return { guest };
    },
    'stage.checked': async ({ connection }, { callId, checks }) => {
      await director.checked(connection, callId, checks);
      return {};
    },
    'stage.admit': async ({ connection }, { callId }) => ({
      guest: await director.admit(connection, callId),
    }),
    'stage.release': async ({ connection }, { callId }) => {
      await director.release(connection, callId);
      return {};
    },
    'stage.standby': async ({ connection }, { ready }) => {
      await director.standBy(connection, ready);
      return {};
    },
    'stage.takeOver': async ({ connection }) => {
      await director.takeOver(connection);
      return {};
    },
    'stage.dismissShown': async ({ connection }) => {
      await director.dismissShown(connection);
      return {};
    },
    'hand.raise': async ({ connection }) => ({ hand: await hands.raise(connection) }),
    'hand.lower': async ({ connection }) => {
      await hands.lower(connection);
      return {};
    },
    'hand.dismiss': async ({ connection }, { handId }) => {
      await hands.dismiss(connection, handId);
      return {};
    },
    'hand.list': ({ connection }) => Promise.resolve(hands.list(connection)),
    'hand.setFair': async ({ connection }, { fair }) => {
      await hands.setFair(connection, fair);
      return {};
    },
  };
}

/** A port comes itself; for everybody else, their branch's screen does. */
function calleeOf(wanted: Callee | { role: string; participantId: string; branchId: string | null }): Callee {
  if (!('role' in wanted)) return wanted;
  const { role, participantId, branchId } = wanted;
  return role === 'port' || branchId === null ? { participantId } : { branchId };
}
