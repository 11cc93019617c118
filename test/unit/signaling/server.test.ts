import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limits } from '../../../src/contract/limits.ts';
import { codeOf, connect, createSocket, openSocket, send, type SocketOptions } from '../../support/wire.ts';
import { openHarness, type Harness } from './harness.ts';

/** A busy machine takes its time; a test that passes does not wait. */
const patiently = { timeout: 15_000 };

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(async () => {
  await harness.close();
});

/** Resolves to the reason for which a socket was closed. */
function closing(socket: Awaited<ReturnType<typeof openSocket>>): Promise<string> {
  return new Promise((resolve) => socket.once('disconnect', (reason) => resolve(reason)));
}

describe('long polling', () => {
  it('is answered with headers under which nothing can be made of it', async () => {
    const answer = await fetch(`${harness.url}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });
});

describe('a refused command', () => {
  it('is written down, with who sent it and without what; a thousand are not a thousand lines', async () => {
    const logged = (code: string) => harness.lines.filter((line) => line['code'] === code);
    const socket = await openSocket(harness.session('organiser'));
    await send(socket, 'test.lecture', { text: 'canary' });
    await send(socket, 'test.echo', { text: 'a canary that is too long' });
    for (const code of ['forbidden', 'invalid_input']) {
      expect(logged(code)).toMatchObject([
        { msg: 'a command was refused', participantId: 'session-organiser', role: 'organiser' },
      ]);
    }
    expect(JSON.stringify(harness.lines)).not.toContain('canary');
    // Several people, each within what a socket may send.
    const others = await Promise.all(
      Array.from({ length: 3 }, () => openSocket(harness.session('organiser'))),
    );
    await Promise.all(
      others.flatMap((other) => Array.from({ length: 60 }, () => send(other, 'test.lecture', {}))),
    );
    expect(logged('forbidden').length).toBeGreaterThan(10);
    expect(logged('forbidden').length).toBeLessThan(100);
    for (const one of [socket, ...others]) one.disconnect();
  });
});

describe('handshake', () => {
  it.each(['websocket', 'polling'] as const)(
    'lets a session with its cookie in over %s',
    async (transport) => {
      const socket = await openSocket(harness.session('screen'), { transports: [transport] });
      expect(codeOf(await send(socket, 'test.echo', { text: 'hello' }))).toBe('ok');
      socket.disconnect();
    },
  );

  it.each<[string, SocketOptions]>([
    ['no auth', {}],
    ['no cookie', { auth: { session: 'session-screen' } }],
    ['a wrong cookie', { auth: { session: 'session-screen' }, cookie: 'secret=session-lecturer' }],
    ['an unknown session', { auth: { session: 'session-nobody' }, cookie: 'secret=session-nobody' }],
    ['a session that is no text', { auth: { session: { $ne: null } }, cookie: 'secret=x' }],
    ['a session that is too long', { auth: { session: 'x'.repeat(1000) }, cookie: 'secret=x' }],
  ])('refuses %s', async (_what, options) => {
    const refusal = connect(createSocket(harness.url, options));
    await expect(refusal).rejects.toMatchObject({ data: { code: 'not_signed_in' } });
    expect(harness.connections.size).toBe(0);
    expect(harness.refused).toEqual(['not_signed_in']);
  });

  it('says "internal" with a reference when the records are away, and logs why', async () => {
    const socket = createSocket(harness.url, { auth: { session: 'session-broken' }, cookie: 'secret=x' });
    const error: unknown = await connect(socket).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ data: { code: 'internal', reference: expect.any(String) as unknown } });
    expect(JSON.stringify(error)).not.toContain('records');
    expect(harness.lines).toContainEqual(expect.objectContaining({ msg: 'a handshake failed' }));
  });

  it.each([
    ['its own', () => harness.url, true],
    ['an allowed one', () => 'https://class.example.org', true],
    ['a foreign one', () => 'https://evil.example.org', false],
    ['a sandboxed page', () => 'null', false],
    ['the own host on another port', () => 'http://127.0.0.1:1', false],
  ])('origin: %s', async (_what, origin, allowed) => {
    const opening = openSocket(harness.session('screen'), { origin: origin() });
    if (allowed) (await opening).disconnect();
    else await expect(opening).rejects.toThrow();
  });
});

describe('commands', () => {
  it.each<[string, unknown, unknown, string]>([
    ['an unknown command', 'test.nothing', {}, 'not_found'],
    ['a prototype key as a name', '__proto__', {}, 'not_found'],
    ['a built-in as a name', 'constructor', {}, 'not_found'],
    ['a name that is no text', { name: 'test.echo' }, {}, 'not_found'],
    ['no input', 'test.echo', undefined, 'invalid_input'],
    ['null', 'test.echo', null, 'invalid_input'],
    ['a list', 'test.echo', [], 'invalid_input'],
    ['a wrong type', 'test.echo', { text: 1 }, 'invalid_input'],
    ['too much', 'test.echo', { text: 'longer than ten' }, 'invalid_input'],
    ['an unknown key', 'test.echo', { text: 'a', more: 1 }, 'invalid_input'],
    ['a prototype key', 'test.echo', JSON.parse('{"text":"a","__proto__":{"x":1}}'), 'invalid_input'],
    ['bytes', 'test.echo', Buffer.from('text'), 'invalid_input'],
    ['a role that may not', 'test.lecture', {}, 'forbidden'],
    ['an organiser of one course only', 'test.server', {}, 'forbidden'],
    ['a handler that refuses', 'test.refuse', {}, 'conflict'],
    ['a handler that throws', 'test.throw', {}, 'internal'],
    ['an answer that the contract does not know', 'test.leak', {}, 'internal'],
  ])('%s', async (_what, name, input, code) => {
    const socket = await openSocket(harness.session('organiser'));
    expect(codeOf(await send(socket, name, input))).toBe(code);
    expect(codeOf(await send(socket, 'test.echo', { text: 'alive' }))).toBe('ok');
    socket.disconnect();
  });

  it('names the field that is wrong, and not its value', async () => {
    const socket = await openSocket(harness.session('screen'));
    const answer = await send(socket, 'test.echo', { text: 'a secret that is long' });
    expect(answer).toMatchObject({ error: { details: { issues: [{ path: 'text' }] } } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    socket.disconnect();
  });

  it('logs what a handler threw under the reference, and tells the client nothing of it', async () => {
    const socket = await openSocket(harness.session('screen'));
    const answer = await send(socket, 'test.throw', {});
    expect(JSON.stringify(answer)).not.toContain('secret');
    const reference = answer.ok ? undefined : answer.error.reference;
    expect(harness.lines).toContainEqual(
      expect.objectContaining({
        reference,
        participantId: 'session-screen',
        command: 'test.throw',
        err: expect.objectContaining({ message: 'a secret inside' }) as unknown,
      }),
    );
    socket.disconnect();
  });

  it('does without an acknowledgement, whatever stands in its place', async () => {
    const socket = await openSocket(harness.session('screen'));
    socket.emit('command');
    socket.emit('command', 'test.throw', {});
    socket.emit('command', 'test.throw', {}, 'no function');
    socket.emit('command', 'test.echo', { text: 'a' }, { then: 1 }, 3);
    socket.emit('another event', 1, 2, 3);
    socket.emit('another event', () => undefined);
    expect(codeOf(await send(socket, 'test.echo', { text: 'alive' }))).toBe('ok');
    socket.disconnect();
  });

  it('closes a socket whose message is too large, and only that one', async () => {
    const [large, other] = await Promise.all([
      openSocket(harness.session('screen')),
      openSocket(harness.session('lecturer')),
    ]);
    const closed = closing(large);
    large.emit('command', 'test.echo', { text: 'x'.repeat(limits.socketMessageBytes) });
    expect(await closed).toMatch(/transport (close|error)/);
    expect(codeOf(await send(other, 'test.echo', { text: 'alive' }))).toBe('ok');
    other.disconnect();
  });
});

describe('rates', () => {
  it('refuses a command that comes more often than its rate', async () => {
    const socket = await openSocket(harness.session('screen'));
    const codes = [];
    for (let index = 0; index < 4; index += 1) codes.push(codeOf(await send(socket, 'test.slow', {})));
    expect(codes).toEqual(['ok', 'ok', 'rate_limited', 'rate_limited']);
    expect(codeOf(await send(socket, 'test.echo', { text: 'others' }))).toBe('ok');
    socket.disconnect();
  });

  it('counts each socket for itself', async () => {
    const sockets = await Promise.all([
      openSocket(harness.session('screen')),
      openSocket(harness.session('lecturer')),
    ]);
    for (const socket of sockets) expect(codeOf(await send(socket, 'test.slow', {}))).toBe('ok');
    sockets.forEach((socket) => socket.disconnect());
  });

  it.each(['command', 'another event'])('closes a socket that floods with "%s"', async (event) => {
    const [flooder, other] = await Promise.all([
      openSocket(harness.session('screen')),
      openSocket(harness.session('lecturer')),
    ]);
    const closed = closing(flooder);
    for (let index = 0; index < 2_000; index += 1) flooder.emit(event, 'test.echo', { text: 'x' });
    expect(await closed).toBe('io server disconnect');
    expect(harness.outcomes.filter((outcome) => outcome === 'flooded')).toHaveLength(1);
    expect(codeOf(await send(other, 'test.echo', { text: 'alive' }))).toBe('ok');
    other.disconnect();
  });
});

describe('events and notices', () => {
  it('reach whoever is in the audience, and nobody else', async () => {
    const [screen, lecturer] = await Promise.all([
      openSocket(harness.session('screen')),
      openSocket(harness.session('lecturer')),
    ]);
    const heard: string[] = [];
    screen.on('notice', (notice: { name: string }) => heard.push(`screen ${notice.name}`));
    lecturer.on('notice', (notice: { name: string }) => heard.push(`lecturer ${notice.name}`));
    screen.on('event', (event: { seq: number }) => heard.push(`screen ${event.seq}`));
    harness.connections.get('session-screen')?.enter('lesson:1');
    harness.fanout.event('lesson:1', { seq: 1, at: 0, name: 'stage.changed', data: { stage: emptyStage } });
    harness.fanout.notice('lesson:1', 'server.stopping', {});
    harness.fanout.notice('session:session-lecturer', 'server.stopping', {});
    await vi.waitFor(() => expect(heard).toHaveLength(3), patiently);
    expect(heard.sort()).toEqual(['lecturer server.stopping', 'screen 1', 'screen server.stopping']);
    harness.connections.get('session-screen')?.leave('lesson:1');
    harness.fanout.notice('lesson:1', 'session.replaced', {});
    await send(screen, 'test.echo', { text: 'after' });
    expect(heard).toHaveLength(3);
    screen.disconnect();
    lecturer.disconnect();
  });

  it('come once to whoever is in several of the audiences', async () => {
    const screen = await openSocket(harness.session('screen'));
    const heard: string[] = [];
    screen.on('notice', ({ name }: { name: string }) => heard.push(name));
    const connection = harness.connections.get('session-screen');
    connection?.enter('lesson:1');
    connection?.enter('course:1');
    harness.fanout.notice(['lesson:1', 'course:1', 'nobody'], 'server.stopping', {});
    harness.fanout.notice([], 'session.revoked', {});
    harness.fanout.notice('session:session-screen', 'session.replaced', {});
    await vi.waitFor(() => expect(heard).toContain('session.replaced'), patiently);
    expect(heard).toEqual(['server.stopping', 'session.replaced']);
    screen.disconnect();
  });

  // The bounds of a websocket frame's three kinds of length, and text of which a character is not a byte.
  it.each([
    ['websocket', 1],
    ['websocket', 125],
    ['websocket', 126],
    ['websocket', 65_535],
    ['websocket', 65_536],
    ['polling', 65_536],
  ] as const)('arrive whole over %s: %i bytes and about', async (transport, bytes) => {
    const screen = await openSocket(harness.session('screen'), { transports: [transport] });
    harness.connections.get('session-screen')?.enter('lesson:1');
    const heard: string[] = [];
    screen.on('notice', ({ data }: { data: { branchName: string } }) => heard.push(data.branchName));
    const overhead = Buffer.byteLength(
      `42["notice",{"name":"session.changed","data":{"branchName":"示例"}}]`,
    );
    const texts = [-1, 0, 1].map((more) => `示例${'x'.repeat(Math.max(0, bytes - overhead + more))}`);
    for (const branchName of texts) {
      const data = { branchName };
      // The receiver takes what the frame carries; which fields a notice has is not its business.
      harness.fanout.notice('lesson:1', 'session.changed', data as never);
    }
    await vi.waitFor(() => expect(heard).toHaveLength(texts.length), patiently);
    expect(heard).toEqual(texts);
    screen.disconnect();
  });

  it.each(['websocket', 'polling', 'polling websocket'])(
    'with bytes arrive bit-exact and in their order over %s',
    async (over) => {
      const transports = over.split(' ').map((name) => (name === 'polling' ? name : 'websocket'));
      const screen = await openSocket(harness.session('screen'), { transports });
      harness.connections.get('session-screen')?.enter('lesson:1');
      const heard: { tileId: string; at: number; picture: Buffer }[] = [];
      screen.on('notice', ({ data }: { data: (typeof heard)[number] }) => heard.push(data));
      // The three kinds of length of a frame, every value of a byte, and a piece of a larger buffer; all in one turn.
      const whole = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff);
      const pictures = [0, 1, 125, 126, 65_535, 65_536].map((length) => whole.subarray(9, 9 + length));
      const still = { type: 'image/jpeg', width: 320, height: 180, sound: null } as const;
      const sendAll = (): void =>
        pictures.forEach((picture, at) =>
          harness.fanout.notice(['lesson:1', 'session:session-screen'], 'patrol.still', {
            ...still,
            tileId: `示例-${at}`,
            at,
            picture,
          }),
        );
      sendAll();
      await vi.waitFor(() => expect(heard).toHaveLength(pictures.length), patiently);
      // In the middle of going over from one transport to the other, too, nothing is lost, doubled or exchanged.
      for (let turn = 0; turn < 20; turn += 1) {
        sendAll();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await vi.waitFor(() => expect(heard).toHaveLength(pictures.length * 21), patiently);
      heard.forEach(({ tileId, at, picture }, index) => {
        const wanted = index % pictures.length;
        expect([tileId, at]).toEqual([`示例-${wanted}`, wanted]);
        expect(Buffer.compare(picture, pictures[wanted] ?? Buffer.from('none'))).toBe(0);
      });
      expect(screen.io.engine.transport.name).toBe(transports.at(-1));
      screen.disconnect();
    },
  );

  it('a dismissed socket hears why, and is told not to come back', async () => {
    const socket = await openSocket(harness.session('screen'), { reconnection: true });
    const heard: unknown[] = [];
    socket.on('notice', (notice) => heard.push(notice));
    const closed = closing(socket);
    harness.connections.get('session-screen')?.dismiss('session.replaced');
    expect(await closed).toBe('io server disconnect');
    expect(heard).toEqual([{ name: 'session.replaced', data: {} }]);
    expect(socket.active).toBe(false);
  });

  it('a revoked session loses all of its sockets', async () => {
    const sockets = await Promise.all([1, 2].map(() => openSocket(harness.session('screen'))));
    const other = await openSocket(harness.session('lecturer'));
    const closed = sockets.map(closing);
    harness.signaling.revoke('session-screen');
    expect(await Promise.all(closed)).toEqual(['io server disconnect', 'io server disconnect']);
    expect(other.connected).toBe(true);
    other.disconnect();
  });
});

describe('features', () => {
  it('hear once that a socket is gone', async () => {
    const socket = await openSocket(harness.session('screen'));
    socket.disconnect();
    await vi.waitFor(() => expect(harness.closed).toEqual(['session-screen']), patiently);
  });

  it('that throw when a socket opens or closes disturb nobody', async () => {
    await harness.close();
    const broken = (): never => {
      throw new Error('on purpose');
    };
    harness = await openHarness({ connected: broken, disconnected: broken });
    const socket = await openSocket(harness.session('screen'));
    expect(codeOf(await send(socket, 'test.echo', { text: 'alive' }))).toBe('ok');
    socket.disconnect();
    await vi.waitFor(() => {
      expect(harness.lines.filter((line) => line['feature'] === 'test')).toHaveLength(2);
    }, patiently);
  });
});

describe('stopping', () => {
  it('tells clients, refuses newcomers, and lets clients come back by themselves', async () => {
    const socket = await openSocket(harness.session('screen'), { reconnection: true });
    const heard: unknown[] = [];
    socket.on('notice', (notice) => heard.push(notice));
    const closed = closing(socket);
    harness.signaling.stop();
    await expect(openSocket(harness.session('lecturer'))).rejects.toMatchObject({
      data: { code: 'shutting_down' },
    });
    harness.signaling.close();
    expect(await closed).toBe('transport close');
    expect(heard).toEqual([{ name: 'server.stopping', data: {} }]);
    expect(socket.active).toBe(true);
    socket.disconnect();
  });
});

it('serves no client script: pages bring their own', async () => {
  const status = await new Promise((resolve) =>
    get(`${harness.url}/socket.io/socket.io.js`, (r) => resolve(r.statusCode)),
  );
  expect(status).toBe(400);
});

const emptyStage = {
  tracks: [],
  layout: 'auto' as const,
  guests: [],
  standby: [],
  lecturer: 'absent' as const,
  lecturerSince: 0,
};
