import type { CommandInput, CommandName } from '../../../src/contract/index.ts';
import { commands } from '../../../src/contract/index.ts';
import { ClientError } from '../../../client/session/client-error.ts';
import { serveParent } from '../../support/child.ts';
import { createIdentity } from '../../support/identity.ts';
import { Line } from '../../support/line.ts';
import { inParallel } from '../../support/system.ts';
import { Member } from './member.ts';
import { membersApi } from './members-api.ts';

/** A process of its own for members of a class. */

const ENTERED_AT_ONCE = 12;
const ENTER_WITHIN_MS = 60_000;

const identity = await createIdentity();
const members: Member[] = [];
const lines: Line[] = [];

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

async function command(
  index: number,
  name: string,
  input: unknown,
): Promise<{ outcome: string; data: unknown }> {
  const member = members[index];
  if (!member || !isCommand(name)) throw new Error(`no member ${index}, or no command ${name}`);
  try {
    // The server parses it; here the name alone decides which command it is.
    const data = await member.connection.command(name, input as CommandInput<typeof name>);
    return { outcome: 'ok', data };
  } catch (error) {
    return { outcome: error instanceof ClientError ? error.code : String(error), data: null };
  }
}

serveParent(membersApi, {
  join: async ({ baseUrl, sessions, lessonId, kind, ownLines }) => {
    await inParallel(sessions.length, ENTERED_AT_ONCE, async (index) => {
      const session = sessions[index];
      if (!session) return;
      const line = ownLines ? await Line.to(baseUrl) : undefined;
      if (line) lines.push(line);
      const member = new Member({ baseUrl, session, lessonId, kind, identity, line });
      members.push(member);
      await member.enter(ENTER_WITHIN_MS);
    });
    return {};
  },
  watch: () => {
    for (const member of members) member.watch();
    return {};
  },
  seen: () => ({ members: members.map((member) => member.seen) }),
  command: ({ index, name, input }) => command(index, name, input),
  drop: () => {
    for (const member of members) member.drop();
    return {};
  },
  cut: () => {
    for (const line of lines) line.cut();
    return {};
  },
  mend: () => {
    for (const line of lines) line.mend();
    return {};
  },
  leave: async () => {
    await Promise.all(members.splice(0).map((member) => member.leave()));
    for (const line of lines.splice(0)) await line.close();
    return {};
  },
});
