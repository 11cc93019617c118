import type { Presence } from '../../../src/contract/classroom.ts';
import type { QualityReport } from '../../../src/contract/media.ts';
import type { Roster } from '../../session/types.ts';
import { roomSignal, roomState, type RoomSignal, type RoomState } from '../common/signal.ts';

/** One room of the health table: a branch, or an individual port. */
export interface RoomRow {
  key: string;
  name: string;
  /** Null for a port. */
  level: 1 | 2 | null;
  parentName: string | null;
  state: RoomState;
  /** Server time at which the state began; null for a room that never came. */
  since: number | null;
  quality: QualityReport | null;
  signal: RoomSignal;
}

function row(
  place: Pick<RoomRow, 'key' | 'name' | 'level' | 'parentName'>,
  state: RoomState,
  presence: Presence | undefined,
): RoomRow {
  // Numbers of a line that is gone would only mislead.
  const quality = state === 'online' ? (presence?.quality ?? null) : null;
  return { ...place, state, since: presence?.since ?? null, quality, signal: roomSignal(quality) };
}

export function roomRows(roster: Roster): RoomRow[] {
  const branches = [...roster.branches.values()].map((branch) => {
    const presence = roster.byBranch.get(branch.id);
    const parentName = branch.parentId === null ? null : (roster.branches.get(branch.parentId)?.name ?? null);
    const place = { key: branch.id, name: branch.name, level: branch.level, parentName };
    return row(
      place,
      roomState(presence),
      presence?.find((one) => one.role === 'screen'),
    );
  });
  const ports = [...roster.presence.values()]
    .filter((one) => one.role === 'port')
    .map((one) =>
      row({ key: one.participantId, name: one.name, level: null, parentName: null }, one.state, one),
    );
  return [...branches, ...ports];
}

/** Was there and is not, or is there and suffers. A room that never came is missing, not in trouble. */
export function needsAttention(room: RoomRow): boolean {
  return (
    room.state === 'away' || room.state === 'offline' || room.signal === 'fair' || room.signal === 'poor'
  );
}

export interface RoomFilter {
  text: string;
  state: 'all' | 'attention' | 'missing';
  level: 'all' | 1 | 2;
}

export function filterRooms(rooms: readonly RoomRow[], filter: RoomFilter): RoomRow[] {
  const text = filter.text.trim().toLowerCase();
  return rooms.filter((room) => {
    if (text !== '' && !room.name.toLowerCase().includes(text)) return false;
    if (filter.level !== 'all' && room.level !== filter.level) return false;
    if (filter.state === 'attention') return needsAttention(room);
    return filter.state === 'all' || room.state !== 'online';
  });
}
