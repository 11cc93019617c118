import { pino } from 'pino';
import { expect, test } from 'vitest';
import { MeshNet } from '../../../bench/support/mesh-net.ts';
import { Link } from '../../../src/media/mesh/link.ts';
import { NodeSide } from '../../../src/media/mesh/node-side.ts';
import type { MediaCalls } from '../../../src/media/mesh/nodes.ts';
import { operations } from '../../../src/media/mesh/wire.ts';

/** A node's side whose messages wait until the test lets them be heard. */
function sideOf(): { side: NodeSide; said: { ended: string[]; hear: () => void; lose: () => void }[] } {
  const said: ReturnType<typeof sideOf>['said'] = [];
  const calls: MediaCalls = {
    call: (_node, name, { data }) =>
      new Promise((resolve, reject) => {
        expect(name).toBe('media.change');
        const { ended } = operations['media.change'].input.parse(data);
        said.push({ ended, hear: () => resolve({ data: {} }), lose: () => reject(new Error('lost')) });
      }),
    handle: () => undefined,
  };
  const net = new MeshNet(0);
  const { members } = net.join('owner');
  net.join('other');
  const link = new Link(members, calls, pino({ level: 'silent' }));
  const side = new NodeSide({ link, nodeId: 'other', room: 'room', sources: () => [], wantedBy: () => [] });
  return { side, said };
}

test('a peer that comes back and ends again while its first end is under way is said to have ended again', async () => {
  const { side, said } = sideOf();
  side.ended('peer');
  await expect.poll(() => said.length).toBe(1);
  side.arriving('peer');
  side.ended('peer');
  said[0]?.hear();
  await expect.poll(() => said.length).toBe(2);
  expect(said.map(({ ended }) => ended)).toEqual([['peer'], ['peer']]);
});

test('an end that was not heard is said again, and not of a peer that has come back meanwhile', async () => {
  const { side, said } = sideOf();
  side.ended('gone');
  side.ended('back');
  await expect.poll(() => said.length).toBe(1);
  side.arriving('back');
  side.ended('later');
  said[0]?.lose();
  await expect.poll(() => said.length).toBe(2);
  expect(said.map(({ ended }) => ended)).toEqual([
    ['gone', 'back'],
    ['gone', 'later'],
  ]);
});

test('what is sent between nodes of a test arrives in its order, also when the process was busy in between', async () => {
  const net = new MeshNet(5);
  const [one, two] = [net.join('one'), net.join('two')];
  const heard: unknown[] = [];
  two.calls.handle('number', async ({ data }) => {
    heard.push(data);
    return { data };
  });
  const sent = Array.from({ length: 60 }, (_, index) => index);
  const answered: unknown[] = [];
  await Promise.all(
    sent.map(async (data) => {
      const until = performance.now() + 3;
      while (performance.now() < until);
      answered.push((await one.calls.call('two', 'number', { data })).data);
    }),
  );
  expect(heard).toEqual(sent);
  expect(answered).toEqual(sent);
});
