import { createContext, useContext } from 'react';
import type { Participant } from '../../src/contract/identity.ts';
import type { RouteName } from '../../src/contract/index.ts';
import { mayAct, permissions } from '../../src/contract/permissions.ts';

const ParticipantContext = createContext<Participant | null>(null);

/** Says to the pages below who this session is. */
export const ParticipantProvider = ParticipantContext;

/** Who this session is; null while that is not known. */
export function useParticipant(): Participant | null {
  return useContext(ParticipantContext);
}

/** Whether the server would let this session ask for a route, as its matrix says: what it refuses is not offered. */
export function useMay(): (route: RouteName) => boolean {
  const participant = useParticipant();
  return (route) => mayAct(permissions[route], participant ?? undefined);
}
