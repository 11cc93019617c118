import type { Socket } from 'socket.io-client';
import type { JoinAnswer } from '../../src/contract/classroom.ts';
import type { CommandInput, CommandName, CommandOutput } from '../../src/contract/index.ts';
import { commands } from '../../src/contract/index.ts';
import { openSocket, send, type Session } from './wire.ts';

/** Somebody in a classroom who keeps every frame that the server sends. */
export interface Attendant {
  session: Session;
  socket: Socket;
  /** What the classroom answered when they came in. */
  joined: JoinAnswer;
  /** Everything that came, as JSON: events, notices and answers to commands. */
  frames: string[];
  /** Sends a command and resolves to what it answers. Rejects with the error's code when it is refused. */
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** The data of the notices of that name, in their order. */
  notices(name: string): unknown[];
}

/** Opens a socket and joins the course's current lesson, or the named one. */
export async function attend(session: Session, lessonId?: string): Promise<Attendant> {
  const socket = await openSocket(session);
  const frames: string[] = [];
  const heard: { name: string; data: unknown }[] = [];
  socket.onAny((...frame: unknown[]) => frames.push(JSON.stringify(frame)));
  socket.on('notice', (notice: { name: string; data: unknown }) => heard.push(notice));
  const attendant = {
    session,
    socket,
    frames,
    async command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
      const answer = await send(socket, name, input);
      frames.push(JSON.stringify(answer));
      if (!answer.ok) throw new Error(answer.error.code);
      // The contract says what a command answers with.
      return commands[name].output.parse(answer.data) as CommandOutput<N>;
    },
    notices: (name: string) => heard.filter((one) => one.name === name).map(({ data }) => data),
  };
  const joined = await attendant.command('classroom.join', lessonId === undefined ? {} : { lessonId });
  return { ...attendant, joined };
}
