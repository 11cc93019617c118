import { describe, expect, it } from 'vitest';
import {
  nextOfTour,
  nextTile,
  wallOrder,
  wholeWall,
  type WallRound,
} from '../../../client/session/patrol-wall-order.ts';
import type { RoundTile, WallTile } from '../../../src/contract/patrol.ts';

function tile(tileId: string, over: Partial<WallTile> = {}): WallTile {
  return {
    tileId,
    of: 'branch',
    name: `Room ${tileId}`,
    level: 1,
    parentId: null,
    unit: '',
    state: 'online',
    since: 1,
    participantId: `screen-${tileId}`,
    stillAt: 1,
    attention: [],
    heads: null,
    signIn: null,
    line: 'good',
    sound: -40,
    lastSeen: null,
    openFindings: 0,
    ...over,
  };
}

const seenAt = (at: number) => ({ at, by: 'Example Inspector', outcome: 'inOrder' as const });

function roundOf(
  tiles: (Pick<RoundTile, 'tileId' | 'place' | 'assignedTo'> & { seen?: number })[],
): WallRound {
  const entries = tiles.map(({ seen, ...one }): [string, RoundTile] => [
    one.tileId,
    { ...one, name: one.tileId, seen: seen === undefined ? null : { ...seenAt(seen), headCount: null } },
  ]);
  return { own: 'me', tiles: new Map(entries) };
}

const noRound: WallRound = { own: 'me', tiles: new Map() };
const orderOf = (tiles: WallTile[], change = {}, round = noRound): string =>
  wallOrder(tiles, { ...wholeWall, ...change }, round).join(' ');

describe('the order of the wall', () => {
  it('begins with what needs attention most, then with what has needed it for longest; the rest stays', () => {
    const tiles = [
      tile('a'),
      tile('b', { attention: [{ kind: 'silent', since: 10 }] }),
      tile('c', { attention: [{ kind: 'black', since: 30 }] }),
      tile('d'),
      tile('e', { attention: [{ kind: 'black', since: 20 }] }),
      tile('f', {
        attention: [
          { kind: 'gone', since: 90 },
          { kind: 'silent', since: 1 },
        ],
      }),
    ];
    expect(orderOf(tiles)).toBe('f e c b a d');
  });

  it('can begin with what was not seen for longest', () => {
    const tiles = [tile('a', { lastSeen: seenAt(50) }), tile('b'), tile('c', { lastSeen: seenAt(20) })];
    expect(orderOf(tiles, { sort: 'unseen' })).toBe('b c a');
  });

  it('can begin with the own share in its order, then what others have left, then what was seen', () => {
    const round = roundOf([
      { tileId: 'a', place: 0, assignedTo: null, seen: 5 },
      { tileId: 'b', place: 3, assignedTo: 'me' },
      { tileId: 'c', place: 1, assignedTo: 'other' },
      { tileId: 'd', place: 2, assignedTo: 'me' },
    ]);
    expect(
      orderOf(
        ['a', 'b', 'c', 'd', 'port'].map((id) => tile(id)),
        { sort: 'own' },
        round,
      ),
    ).toBe('d b c a port');
  });

  it('by name counts as people do', () => {
    const tiles = [tile('a', { name: 'Room 10' }), tile('b', { name: 'Room 9' })];
    expect(orderOf(tiles, { sort: 'name' })).toBe('b a');
  });
});

describe('what of the wall is shown', () => {
  const tiles = [
    tile('a', { unit: 'x', lastSeen: seenAt(1) }),
    tile('b', { level: 2, parentId: 'a', openFindings: 1 }),
    tile('c', { of: 'port', level: null, parentId: 'b' }),
    tile('d', { state: 'offline', name: 'Hall 7' }),
  ];
  it.each([
    ['a level', { level: 2 }, 'b'],
    ['ports', { level: 'port' }, 'c'],
    ['a branch with those below it', { parentId: 'a' }, 'a b'],
    ['a unit', { unit: 'x' }, 'a'],
    ['part of a name, whatever its case', { text: ' hall' }, 'd'],
    ['a number', { text: '7' }, 'd'],
    ['who is not there', { state: 'offline' }, 'd'],
    ['open findings', { state: 'finding' }, 'b'],
    ['what nobody ever saw, without a round', { state: 'unseen' }, 'b c d'],
  ])('%s', (_, change, expected) => {
    expect(orderOf(tiles, change)).toBe(expected);
  });

  it('what nobody saw in this round, whatever was seen before it', () => {
    const round = roundOf([
      { tileId: 'a', place: 0, assignedTo: 'me' },
      { tileId: 'b', place: 1, assignedTo: null, seen: 9 },
    ]);
    expect(orderOf(tiles, { state: 'unseen' }, round)).toBe('a');
    expect(orderOf(tiles, { state: 'own' }, round)).toBe('a');
  });
});

describe('where to go next', () => {
  const tour = ({ been = [], empty = [] }: { been?: string[]; empty?: string[] } = {}) => ({
    been: new Set(been),
    isHere: (tileId: string) => !empty.includes(tileId),
  });
  const order = ['a', 'b', 'c', 'd'];
  const round = roundOf([
    { tileId: 'a', place: 0, assignedTo: 'me' },
    { tileId: 'b', place: 1, assignedTo: 'other' },
    { tileId: 'd', place: 2, assignedTo: 'me' },
  ]);

  it('is the next own room, also back at the beginning', () => {
    expect(nextTile(order, 'a', round)).toBe('d');
    expect(nextTile(order, 'd', round)).toBe('a');
  });

  it('without own rooms is the next one, and ends with the order; a tour begins anew', () => {
    expect(nextTile(order, 'b', noRound)).toBe('c');
    expect(nextTile(order, 'd', noRound)).toBeNull();
    expect(nextOfTour(order, 'd', noRound, tour())).toBe('a');
    expect(nextOfTour([], null, noRound, tour())).toBeNull();
  });

  it('on a tour is every room once before any again, though one jumps to the front', () => {
    expect(nextOfTour(['b', 'a', 'c', 'd'], 'b', noRound, tour({ been: ['a', 'b'] }))).toBe('c');
    expect(nextOfTour(['d', 'a', 'b', 'c'], 'c', noRound, tour({ been: ['a', 'b', 'c'] }))).toBe('d');
    expect(nextOfTour(order, 'd', noRound, tour({ been: order }))).toBe('a');
  });

  it('on a tour is no room in which nobody is, unless it is left of the own share', () => {
    expect(nextOfTour(order, 'a', noRound, tour({ empty: ['b'] }))).toBe('c');
    expect(nextOfTour(order, 'a', round, tour({ empty: ['d'] }))).toBe('d');
    expect(nextOfTour(order, 'a', noRound, tour({ empty: ['b', 'c', 'd'] }))).toBeNull();
  });
});
