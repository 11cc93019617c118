import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NodeChoice, type MediaMembers, type MediaNode } from '../../../src/media/mesh/nodes.ts';
import { pipeSocket } from '../../../src/media/mesh/pipe-socket.ts';
import { Demand, MOST_CHILDREN, Tree } from '../../../src/media/mesh/tree.ts';
import { mediaSettings } from '../../support/media.ts';

const always = () => true;

/** How many pipes lie between the root and a node. */
function depthOf(tree: Tree, nodeId: string): number {
  let depth = 0;
  for (let at: string | undefined = nodeId; at !== tree.root; at = tree.parentOf(at)) {
    if (at === undefined || depth > 1_000) throw new Error(`${nodeId} hangs on nothing`);
    depth += 1;
  }
  return depth;
}

describe('the tree of a track', () => {
  test('is two pipes deep at most for 272 nodes, which are 60,000 rooms', () => {
    const tree = new Tree('origin');
    const nodes = Array.from({ length: MOST_CHILDREN + MOST_CHILDREN ** 2 }, (_, index) => `node-${index}`);
    tree.update(new Set(nodes), always);
    expect(Math.max(...nodes.map((nodeId) => depthOf(tree, nodeId)))).toBe(2);
    tree.update(new Set([...nodes, 'one-more']), always);
    expect(depthOf(tree, 'one-more')).toBe(3);
  });

  test('keeps a node that others hang on, until they do not', () => {
    const tree = new Tree('origin', 1);
    tree.update(new Set(['a', 'b', 'c']), always);
    expect(['a', 'b', 'c'].map((nodeId) => tree.parentOf(nodeId))).toEqual(['origin', 'a', 'b']);
    tree.update(new Set(['c']), always);
    expect(tree.nodes()).toEqual(['a', 'b', 'c']);
    tree.update(new Set(['c']), (nodeId) => nodeId !== 'a');
    expect(tree.nodes().sort()).toEqual(['b', 'c']);
    expect(['b', 'c'].map((nodeId) => tree.parentOf(nodeId))).toEqual(['origin', 'b']);
    tree.update(new Set(), always);
    expect(tree.nodes()).toEqual([]);
  });

  test('reaches everybody over nodes that stay, whatever comes and goes, and moves nobody without need', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const step = fc.record({ needed: fc.subarray(names), going: fc.subarray(names, { maxLength: 4 }) });
    const property = fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 12 }),
      (most, steps) => {
        const tree = new Tree('n0', most);
        for (const { needed, going } of steps) {
          const isReliable = (nodeId: string): boolean => !going.includes(nodeId);
          const before = new Map(tree.nodes().map((nodeId) => [nodeId, tree.parentOf(nodeId)]));
          tree.update(new Set(needed), isReliable);
          const after = tree.nodes();
          expect(needed.filter((nodeId) => nodeId !== 'n0' && !after.includes(nodeId))).toEqual([]);
          for (const nodeId of after) {
            depthOf(tree, nodeId);
            const parent = tree.parentOf(nodeId) ?? '';
            expect(parent === 'n0' || isReliable(parent)).toBe(true);
            const was = before.get(nodeId);
            const stays = was === 'n0' || (was !== undefined && isReliable(was) && after.includes(was));
            if (stays && was !== parent) throw new Error(`${nodeId} was moved from ${was} to ${parent}`);
          }
          for (const parent of ['n0', ...after]) {
            const children = after.filter((nodeId) => tree.parentOf(nodeId) === parent);
            // Rather too many at the root than on a node that goes; and then they stay.
            const crowded = parent === 'n0' && steps.some((one) => one.going.length > 0);
            if (!crowded) expect(children.length).toBeLessThanOrEqual(most);
            const wanted = needed.includes(parent) || parent === 'n0';
            expect(wanted || children.length > 0).toBe(true);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});

describe('what is followed where', () => {
  test('is counted by peers', () => {
    const [demand, a, b] = [new Demand(), {}, {}];
    demand.set(a, { nodeIds: ['one'], trackIds: ['t', 'u'] });
    demand.set(b, { nodeIds: ['one'], trackIds: ['t'] });
    demand.set(a, { nodeIds: ['two', 'three'], trackIds: ['t'] });
    expect([...demand.nodesOf('t')].sort()).toEqual(['one', 'three', 'two']);
    expect([...demand.nodesOf('u')]).toEqual([]);
    demand.set(a, { nodeIds: ['two'], trackIds: ['t'] });
    demand.set(b, { nodeIds: [], trackIds: ['t'] });
    expect([...demand.nodesOf('t')]).toEqual(['two']);
  });
});

describe('the node for whoever comes', () => {
  const choiceAmong = (nodes: MediaNode[], now = () => 0): NodeChoice => {
    const members: MediaMembers = {
      self: 'b',
      list: () => nodes,
      announce: () => undefined,
      onLeft: () => () => undefined,
    };
    return new NodeChoice(members, now);
  };
  const node = (id: string, load: number, draining = false): MediaNode => ({ id, load, draining });
  const nobody = new Set<string>();
  const nowhere = () => false;

  test('is the emptiest; of equals the one that has the room, else this one', () => {
    expect(choiceAmong([node('a', 0.5), node('b', 0.4), node('c', 0.1)]).pick(nobody, nowhere)).toBe('c');
    const equals = [node('a', 0.1), node('b', 0.1), node('c', 0.1)];
    expect(choiceAmong(equals).pick(nobody, nowhere)).toBe('b');
    expect(choiceAmong(equals).pick(nobody, (id) => id === 'c')).toBe('c');
  });

  test('is not one that was tried, and a draining one only if there is no other', () => {
    const nodes = [node('a', 0, true), node('b', 0.9)];
    expect(choiceAmong(nodes).pick(nobody, nowhere)).toBe('b');
    expect(choiceAmong(nodes).pick(new Set(['b']), nowhere)).toBe('a');
    expect(choiceAmong(nodes).pick(new Set(['a', 'b']), nowhere)).toBeUndefined();
  });

  test('spreads many who come at once, before anybody has announced a new load', () => {
    let now = 0;
    const choice = choiceAmong([node('a', 0.1), node('b', 0.1), node('c', 0.1)], () => now);
    const counts = new Map<string, number>();
    for (let index = 0; index < 663; index += 1) {
      const id = choice.pick(nobody, (nodeId) => counts.has(nodeId)) ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(12);
    now = 10_000;
    expect(choice.pick(nobody, nowhere)).toBe('b');
  });
});

describe('the socket of pipes', () => {
  const pipes = { ports: { min: 20_000, max: 29_999 }, recvBufferBytes: 1, sendBufferBytes: 2 };
  const at = (settings: object, local?: string[]) => {
    const { listenInfo, reachableAt } = pipeSocket({ ...mediaSettings, ...settings }, pipes, local);
    return [listenInfo.ip, reachableAt, listenInfo.portRange];
  };

  test('is where browsers send to: announced, else an own address, IPv4 first and loopback last', () => {
    const { ports } = pipes;
    const local = ['2001:db8::7', '192.0.2.7', '127.0.0.1'];
    expect(at({ listen: [] }, local)).toEqual(['192.0.2.7', '192.0.2.7', ports]);
    expect(at({ listen: [], announcedAddress: '198.51.100.1' }, local)).toEqual([
      '192.0.2.7',
      '198.51.100.1',
      ports,
    ]);
    expect(at({ listen: ['0.0.0.0'], announcedAddress: 'node.example' })).toEqual([
      '0.0.0.0',
      'node.example',
      ports,
    ]);
    expect(at({ listen: ['2001:db8::7'] })).toEqual(['2001:db8::7', '2001:db8::7', ports]);
    expect(at({ listen: ['127.0.0.2'] })).toEqual(['127.0.0.2', '127.0.0.2', ports]);
  });
});
