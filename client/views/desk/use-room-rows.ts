import { useMemo } from 'react';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { roomRows, type RoomRow } from './room-rows.ts';

/** All rooms of the lesson that is watched. */
export function useRoomRows(): RoomRow[] {
  const { roster } = useClassroom();
  return useMemo(() => (roster === null ? [] : roomRows(roster)), [roster]);
}
