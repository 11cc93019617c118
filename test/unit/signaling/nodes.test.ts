import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Participant } from '../../../src/contract/identity.ts';
import { AppError } from '../../../src/lib/errors.ts';
import type { Connection, Feature } from '../../../src/lib/feature.ts';
import { JoinedNodes, type JoinedNode } from '../../support/joined-nodes.ts';
import { codeOf, openSocket, send } from '../../support/wire.ts';
import { openHarness, people, type Harness } from './harness.ts';

/** A busy machine takes its time; a test that passes does not wait. */
const patiently = { timeout: 15_000 };

/** The course of the test's people; `owner` runs it, and its sockets are on `edge`. */
const course = 'course-1';

let nodes: JoinedNodes;
let owner: Harness;
let edge: Harness;
let ownerNode: JoinedNode;
let edgeNode: JoinedNode;
let ran: string[];
const changes: [Participant, Participant][] = [];

/** What a class does: whoever comes in hears what is said from then on. */
function classOn(node: () => Harness, name: string): Partial<Feature> {
  let said = 0;
  const say = (text: string): void => {
    said += 1;
    const data = { text, number: said };
    // The name is the test's own: what travels is plain data.
    node().fanout.event('lesson', { seq: said, at: 0, name: 'test', data } as never);
  };
  return {
    commands: {
      'test.echo': async ({ connection }, input: { text: string }) => {
        ran.push(`${name} ${connection.participant.name} ${input.text}`);
        if (input.text === 'join') {
          connection.enter('lesson');
          connection.notify('roster.changed', { marker: 'before the answer' } as never);
        }
        say(input.text);
        if (input.text === 'leave') connection.leave('lesson');
        if (input.text === 'dismiss') connection.dismiss('session.replaced');
        return { text: input.text };
      },
      'test.throw': async () => {
        throw new Error('a secret inside');
      },
      'test.refuse': async () => {
        throw new AppError('conflict', { because: 'of the test' });
      },
      'test.leak': async () => ({ open: 'yes', answerKey: 'B' }),
      'test.slow': async () => ({}),
      'test.lecture': async () => ({}),
      'test.server': async () => ({}),
    },
    changed: (connection, before) => void changes.push([before, connection.participant]),
  };
}

beforeEach(async () => {
  ran = [];
  changes.length = 0;
  nodes = new JoinedNodes();
  ownerNode = nodes.add('owner');
  edgeNode = nodes.add('edge');
  nodes.ownerOf(course, 'owner');
  const courseOf = async (input: unknown) =>
    z.object({ text: z.string().regex(/^course-/) }).safeParse(input).data?.text;
  owner = await openHarness(
    classOn(() => owner, 'owner'),
    ownerNode,
    courseOf,
  );
  edge = await openHarness(
    classOn(() => edge, 'edge'),
    edgeNode,
    courseOf,
  );
});
afterEach(async () => {
  await Promise.all([owner.close(), edge.close()]);
});

/** A socket on the edge and everything that came over it, in its order. */
async function come(role: 'organiser' | 'lecturer' | 'screen', at = edge) {
  const heard: string[] = [];
  const socket = await openSocket(at.session(role));
  socket.on('event', ({ data }: { data: { text: string; number: number } }) => {
    heard.push(`${data.number} ${data.text}`);
  });
  socket.on('notice', ({ name }: { name: string }) => heard.push(name));
  const say = async (text: string): Promise<string> => {
    const code = codeOf(await send(socket, 'test.echo', { text }));
    heard.push(`answer ${code}`);
    return code;
  };
  const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  return { socket, heard, say, closed };
}

describe('a socket on one node, its course on another', () => {
  it('is a connection where the course is, and none where it is not', async () => {
    const { socket } = await come('screen');
    await vi.waitFor(() => expect(owner.connections.get('session-screen')?.id).toBe(socket.id), patiently);
    expect(edge.connections.size).toBe(0);
    socket.disconnect();
    await vi.waitFor(() => expect(owner.closed).toEqual(['session-screen']), patiently);
    expect(edge.closed).toEqual([]);
  });

  it('runs its commands there, and hears what it entered before the answer and every event after, once and in order', async () => {
    const near = await come('lecturer', owner);
    await near.say('join');
    const far = await come('screen');
    await far.say('join');
    for (const text of ['a', 'b', 'c']) await near.say(text);
    await far.say('d');
    await vi.waitFor(() => expect(far.heard).toContain('6 d'), patiently);
    expect(far.heard.filter((line) => !line.startsWith('answer'))).toEqual([
      'roster.changed',
      '2 join',
      '3 a',
      '4 b',
      '5 c',
      '6 d',
    ]);
    expect(far.heard.indexOf('roster.changed')).toBeLessThan(far.heard.indexOf('answer ok'));
    expect(near.heard.filter((line) => /^\d/.test(line))).toHaveLength(6);
    expect(ran.every((line) => line.startsWith('owner'))).toBe(true);
    await far.say('leave');
    await near.say('e');
    await vi.waitFor(() => expect(near.heard).toContain('8 e'), patiently);
    expect(far.heard).not.toContain('8 e');
    near.socket.disconnect();
    far.socket.disconnect();
  });

  it.each([
    ['test.echo', { text: 'longer than ten' }, 'invalid_input'],
    ['test.lecture', {}, 'forbidden'],
    ['test.nothing', {}, 'not_found'],
    ['test.refuse', {}, 'conflict'],
    ['test.throw', {}, 'internal'],
    ['test.leak', {}, 'internal'],
  ])('answers %s as one node does', async (name, input, code) => {
    const { socket } = await come('screen');
    const answer = await send(socket, name, input);
    expect(codeOf(answer)).toBe(code);
    expect(JSON.stringify(answer)).not.toContain('secret');
    socket.disconnect();
  });

  it('counts where the socket is', async () => {
    const { socket } = await come('screen');
    const codes = [];
    for (let index = 0; index < 3; index += 1) codes.push(codeOf(await send(socket, 'test.slow', {})));
    expect(codes).toEqual(['ok', 'ok', 'rate_limited']);
    socket.disconnect();
  });

  it('is dismissed from there', async () => {
    const { say, closed, heard } = await come('screen');
    void say('dismiss').catch(() => undefined);
    expect(await closed).toBe('io server disconnect');
    expect(heard).toContain('session.replaced');
    await vi.waitFor(() => expect(owner.closed).toEqual(['session-screen']), patiently);
  });

  it('follows its session there', async () => {
    const { heard, socket } = await come('screen');
    await vi.waitFor(() => expect(owner.connections.size).toBe(1), patiently);
    const renamed = { ...(people['screen'] as Participant), name: '示例分课堂 2' };
    edge.signaling.changed(renamed, null);
    await vi.waitFor(() => expect(heard).toContain('session.changed'), patiently);
    expect(changes).toEqual([[people['screen'], renamed]]);
    expect(heard.filter((name) => name === 'session.changed')).toHaveLength(1);
    socket.disconnect();
  });
});

describe('when nodes and the way between them go', () => {
  it('comes back when its course has another node', async () => {
    const { closed } = await come('screen');
    await vi.waitFor(() => expect(owner.connections.size).toBe(1), patiently);
    nodes.move(course, 'edge');
    expect(await closed).toBe('transport close');
    const again = await come('screen');
    expect(await again.say('here')).toBe('ok');
    expect(ran).toEqual(['edge screen here']);
    again.socket.disconnect();
  });

  it('comes back when the node of its course is gone', async () => {
    const { closed } = await come('screen');
    await vi.waitFor(() => expect(owner.connections.size).toBe(1), patiently);
    nodes.remove('owner');
    expect(await closed).toBe('transport close');
  });

  it('is gone for features when its own node is', async () => {
    await come('screen');
    await vi.waitFor(() => expect(owner.connections.size).toBe(1), patiently);
    nodes.remove('edge');
    expect(owner.closed).toEqual(['session-screen']);
  });

  it('comes back after a gap, and others stay', async () => {
    const [far, near] = [await come('screen'), await come('lecturer', owner)];
    await vi.waitFor(() => expect(owner.connections.size).toBe(2), patiently);
    edgeNode.cutOff = true;
    expect(await far.say('lost')).toBe('unavailable');
    edgeNode.healed();
    expect(await far.closed).toBe('transport close');
    await vi.waitFor(() => expect(owner.closed).toEqual(['session-screen']), patiently);
    expect(near.socket.connected).toBe(true);
    expect(await near.say('stays')).toBe('ok');
    near.socket.disconnect();
  });

  it('forgets sockets that closed during a gap', async () => {
    const { socket } = await come('screen');
    await vi.waitFor(() => expect(owner.connections.size).toBe(1), patiently);
    edgeNode.cutOff = true;
    socket.disconnect();
    await vi.waitFor(() => expect(edge.lines.map(({ msg }) => msg)).toContain('a socket closed'), patiently);
    expect(owner.closed).toEqual([]);
    edgeNode.healed();
    await vi.waitFor(() => expect(owner.closed).toEqual(['session-screen']), patiently);
  });

  it('has sockets elsewhere come back when the owner missed something', async () => {
    const { closed } = await come('screen');
    await vi.waitFor(() => expect(owner.connections.size).toBe(1), patiently);
    ownerNode.healed();
    expect(await closed).toBe('transport close');
    expect(owner.closed).toEqual(['session-screen']);
  });
});

describe('an organiser of the whole server', () => {
  const everywhere = people['organiser'] as Participant;
  beforeEach(() => {
    people['organiser'] = { ...everywhere, courseId: null };
  });
  afterEach(() => {
    people['organiser'] = everywhere;
  });

  it('acts in one course after the other, wherever they run', async () => {
    const { say, socket, heard } = await come('organiser');
    await vi.waitFor(() => expect(edge.connections.size).toBe(1), patiently);
    expect(await say('nowhere')).toBe('ok');
    expect(await say(course)).toBe('ok');
    expect(await say('join')).toBe('ok');
    expect(owner.connections.size).toBe(1);
    expect(await say('course-2')).toBe('ok');
    expect(await say('again')).toBe('ok');
    expect(ran).toEqual([
      'edge organiser nowhere',
      `owner organiser ${course}`,
      'owner organiser join',
      'edge organiser course-2',
      'edge organiser again',
    ]);
    await vi.waitFor(() => expect(owner.closed).toEqual(['session-organiser']), patiently);
    expect(heard.filter((line) => line.includes('again'))).toEqual([]);
    socket.disconnect();
  });
});

it('sends bytes along', async () => {
  const seen: Connection[] = [];
  await Promise.all([owner.close(), edge.close()]);
  nodes = new JoinedNodes();
  nodes.ownerOf(course, 'owner');
  owner = await openHarness({ connected: (connection) => void seen.push(connection) }, nodes.add('owner'));
  edge = await openHarness({}, nodes.add('edge'));
  const { socket } = await come('screen');
  const received = new Promise<unknown>((resolve) => socket.on('notice', resolve));
  await vi.waitFor(() => expect(seen).toHaveLength(1), patiently);
  seen[0]?.notify('patrol.still' as never, { tileId: 'a', picture: new Uint8Array([1, 2, 3]) } as never);
  const notice = z.object({ data: z.object({ picture: z.instanceof(Uint8Array) }) }).parse(await received);
  expect([...notice.data.picture]).toEqual([1, 2, 3]);
  socket.disconnect();
});
