/** A room that still has to be seen, in the order in which rooms are gone through. */
export interface Undealt {
  tileId: string;
  /** Whose it is so far. */
  assignedTo: string | null;
}

/**
 * Deals rooms out among those on duty: each room to exactly one of them, shares that differ by one at most. Rooms stay with
 * whom they are as far as that allows, and a share that has to shrink gives up its last rooms, which its inspector would
 * come to last. New shares are runs of neighbours. Without anybody on duty no room is anybody's.
 * @returns whose each room is, for all rooms
 */
export function deal(rooms: readonly Undealt[], duty: readonly string[]): Map<string, string | null> {
  const shares = new Map<string, string[]>(duty.map((member) => [member, []]));
  if (shares.size === 0) return new Map(rooms.map(({ tileId }) => [tileId, null]));
  const free = new Set<string>();
  for (const { tileId, assignedTo } of rooms) {
    const share = assignedTo === null ? undefined : shares.get(assignedTo);
    if (share) share.push(tileId);
    else free.add(tileId);
  }
  const sizes = sizesOf(shares, rooms.length);
  for (const [member, share] of shares) {
    for (const tileId of share.splice(sizes.get(member) ?? 0)) free.add(tileId);
  }
  const open = rooms.filter(({ tileId }) => free.has(tileId)).map(({ tileId }) => tileId);
  for (const [member, share] of shares)
    share.push(...open.splice(0, (sizes.get(member) ?? 0) - share.length));
  const dealt = new Map<string, string | null>();
  for (const [member, share] of shares) for (const tileId of share) dealt.set(tileId, member);
  return dealt;
}

/** How many rooms each gets: the same, and one more for those who have most already, so that fewest rooms move. */
function sizesOf(shares: ReadonlyMap<string, readonly string[]>, rooms: number): Map<string, number> {
  const least = Math.floor(rooms / shares.size);
  const larger = rooms % shares.size;
  const byShare = [...shares].sort(([, one], [, other]) => other.length - one.length);
  return new Map(byShare.map(([member], place) => [member, least + (place < larger ? 1 : 0)]));
}
