import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { joinAnswer, type JoinAnswer } from '../../src/contract/classroom.ts';
import {
  commands,
  notices,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type NoticeData,
  type NoticeName,
} from '../../src/contract/index.ts';
import { codeOf, openSocket, send, type Session } from './wire.ts';

const noticeShape = z.object({ name: z.string(), data: z.unknown() });

/** Somebody who sits in a classroom, and everything that was ever sent to them. */
export interface Member {
  readonly session: Session;
  readonly socket: Socket;
  readonly joined: JoinAnswer;
  /** Everything that came over the socket, as it came. */
  readonly sent: unknown[];
  /** Runs a command and answers with what it gave. Rejects with an error whose message is the refusal's code. */
  run<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Runs any input; the refusal's code, or `ok`. */
  try(name: string, input: unknown): Promise<string>;
  /** The first notice of that name, past ones too, that is what is asked for. Rejects after 10 s. */
  heard<N extends NoticeName>(name: N, is?: (data: NoticeData<N>) => boolean): Promise<NoticeData<N>>;
  leave(): void;
}

/** Opens a socket and enters a lesson: the named one, or the course's. */
export async function enter(session: Session, lessonId?: string): Promise<Member> {
  const socket = await openSocket(session);
  const sent: unknown[] = [];
  const listeners = new Set<() => void>();
  socket.onAny((...message: unknown[]) => {
    sent.push(message);
    for (const listener of listeners) listener();
  });
  const answer = await send(socket, 'classroom.join', lessonId === undefined ? {} : { lessonId });
  if (!answer.ok) throw new Error(answer.error.code);
  const noticesOf = <N extends NoticeName>(name: N): NoticeData<N>[] =>
    sent.flatMap((message) => {
      const [kind, body] = z.array(z.unknown()).parse(message);
      const notice = kind === 'notice' ? noticeShape.parse(body) : undefined;
      if (notice?.name !== name) return [];
      // The schema is the one of that very name.
      return [notices[name].parse(notice.data) as NoticeData<N>];
    });
  return {
    session,
    socket,
    joined: joinAnswer.parse(answer.data),
    sent,
    run: async <N extends CommandName>(name: N, input: CommandInput<N>) => {
      const result = await send(socket, name, input);
      if (!result.ok) throw new Error(result.error.code);
      return commands[name].output.parse(result.data) as CommandOutput<N>;
    },
    try: async (name, input) => codeOf(await send(socket, name, input)),
    heard: <N extends NoticeName>(name: N, is: (data: NoticeData<N>) => boolean = () => true) =>
      new Promise<NoticeData<N>>((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`no ${name} came that was asked for: ${JSON.stringify(noticesOf(name))}`));
        }, 10_000);
        const look = (): void => {
          const found = noticesOf(name).find(is);
          if (found === undefined) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
      }),
    leave: () => void socket.disconnect(),
  };
}
