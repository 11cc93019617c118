import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { z } from 'zod';
import type { Cluster } from '../../../src/cluster/port.ts';
import { command, type Command } from '../../../src/contract/command.ts';
import type { Participant } from '../../../src/contract/identity.ts';
import type { Permission } from '../../../src/contract/permissions.ts';
import { AppError } from '../../../src/lib/errors.ts';
import type { Connection, Fanout, Feature } from '../../../src/lib/feature.ts';
import { createFanout } from '../../../src/signaling/fanout.ts';
import { createSignaling, type Signaling, type SignalingOptions } from '../../../src/signaling/server.ts';
import { JoinedNodes } from '../../support/joined-nodes.ts';
import { createSession, type Session } from '../../support/wire.ts';

/** Commands that exist for tests only: each shows one thing that a handler can do. */
export const testCommands = {
  'test.echo': command({
    summary: 'Answers with what it was given.',
    input: z.strictObject({ text: z.string().max(10) }),
    output: z.strictObject({ text: z.string() }),
  }),
  'test.throw': command({ summary: 'Throws.', input: z.strictObject({}), output: z.strictObject({}) }),
  'test.refuse': command({ summary: 'Refuses.', input: z.strictObject({}), output: z.strictObject({}) }),
  'test.leak': command({
    summary: 'Answers with more than it may.',
    input: z.strictObject({}),
    output: z.strictObject({ open: z.string() }),
  }),
  'test.slow': command({
    summary: 'May be sent twice, and then once in a long while.',
    input: z.strictObject({}),
    output: z.strictObject({}),
    rate: { perSecond: 0.01, burst: 2 },
  }),
  'test.lecture': command({
    summary: 'For lecturers.',
    input: z.strictObject({}),
    output: z.strictObject({}),
  }),
  'test.server': command({
    summary: 'For organisers of the server.',
    input: z.strictObject({}),
    output: z.strictObject({}),
  }),
} satisfies Record<string, Command>;

const everyone: Permission = { scope: 'course', roles: ['organiser', 'lecturer', 'screen'] };
export const testPermissions: Record<keyof typeof testCommands, Permission> = {
  'test.echo': everyone,
  'test.throw': everyone,
  'test.refuse': everyone,
  'test.leak': everyone,
  'test.slow': everyone,
  'test.lecture': { scope: 'course', roles: ['lecturer'] },
  'test.server': { scope: 'server', roles: ['organiser'] },
};

export const people: Record<string, Participant> = Object.fromEntries(
  (['organiser', 'lecturer', 'screen'] as const).map((role) => [
    role,
    { sessionId: `session-${role}`, role, name: role, courseId: 'course-1', branchId: null, traineeId: null },
  ]),
);

export interface Harness {
  url: string;
  signaling: Signaling;
  fanout: Fanout;
  /** Open connections as a feature sees them, by session id. */
  connections: Map<string, Connection>;
  closed: string[];
  /** The log, one parsed object a line. */
  lines: Record<string, unknown>[];
  outcomes: string[];
  refused: string[];
  session(role: 'organiser' | 'lecturer' | 'screen'): Session;
  close(): Promise<void>;
}

/** Signaling on a port of its own, with a feature that exists for tests only. */
export async function openHarness(
  extra: Partial<Feature> = {},
  cluster: Cluster = new JoinedNodes().add('alone'),
  courseOf?: SignalingOptions['courseOf'],
): Promise<Harness> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): number =>
    lines.push(z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
  const log = pino({ level: 'debug' }, { write });
  const connections = new Map<string, Connection>();
  const closed: string[] = [];
  const outcomes: string[] = [];
  const refused: string[] = [];
  const feature: Feature = {
    name: 'test',
    commands: {
      'test.echo': async (_context, input: { text: string }) => ({ text: input.text }),
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
    connected: (connection) => void connections.set(connection.participant.sessionId, connection),
    disconnected: (connection) => void closed.push(connection.participant.sessionId),
    ...extra,
  };
  const server = createServer();
  const signaling = createSignaling({
    server,
    cluster,
    ownerOf: (courseId) => cluster.ownership.ownerOf(courseId),
    ...(courseOf ? { courseOf } : {}),
    log,
    commands: testCommands,
    permissions: testPermissions,
    features: [feature],
    authenticate: async (sessionId, cookie) => {
      if (sessionId === 'session-broken') throw new Error('the records are away');
      const found = Object.values(people).find((person) => person.sessionId === sessionId);
      return cookie === `secret=${sessionId}` ? found : undefined;
    },
    allowedOrigins: ['https://class.example.org'],
    metrics: {
      socketOpened: () => undefined,
      socketClosed: () => undefined,
      handshakeRefused: (code) => refused.push(code),
      command: (name, outcome) => outcomes.push(`${name} ${outcome}`),
      flooded: () => outcomes.push('flooded'),
    },
  });
  const url = await listen(server);
  return {
    url,
    signaling,
    fanout: createFanout(cluster.bus),
    connections,
    closed,
    lines,
    outcomes,
    refused,
    session(role) {
      const person = people[role];
      if (!person) throw new Error(`no ${role}`);
      return createSession(url, person, `secret=${person.sessionId}`);
    },
    async close() {
      signaling.close();
      await cluster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}
