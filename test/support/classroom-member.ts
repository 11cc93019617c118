import type { Socket } from 'socket.io-client';
import type { JoinAnswer } from '../../src/contract/classroom.ts';
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  NoticeData,
  NoticeName,
} from '../../src/contract/index.ts';
import { Member as ClassMember } from './member.ts';
import { codeOf, send, type Session } from './wire.ts';

/** Somebody who sits in a classroom, under the names that tests of conversations use; see `support/member.ts`. */
export interface Member {
  readonly session: Session;
  readonly socket: Socket;
  readonly joined: JoinAnswer;
  /** Everything that came over the socket, as it came. */
  readonly sent: readonly unknown[];
  /** Runs a command and answers with what it gave. Rejects with an error that names the refusal's code. */
  run<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Runs any input; the refusal's code, or `ok`. */
  try(name: string, input: unknown): Promise<string>;
  /** The first notice of that name, past ones too, that is what is asked for. Rejects after 10 s. */
  heard<N extends NoticeName>(name: N, is?: (data: NoticeData<N>) => boolean): Promise<NoticeData<N>>;
  leave(): void;
}

/** Opens a socket and enters a lesson: the named one, or the course's. */
export async function enter(session: Session, lessonId?: string): Promise<Member> {
  const member = await new ClassMember(session).join(lessonId);
  return {
    session,
    socket: member.socket,
    joined: member.joined,
    sent: member.sent,
    run: (name, input) => member.ask(name, input),
    try: async (name, input) => codeOf(await send(member.socket, name, input)),
    heard: (name, is) => member.told(name, is),
    leave: () => member.leave(),
  };
}
