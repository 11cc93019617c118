import type { Role } from '../../src/contract/roles.ts';
import type { Demo } from './demo.ts';
import { member, type Member } from './member.ts';
import { createSession, type Session } from './wire.ts';

/** Somebody of the demo course who sits in the classroom, over that node. */
export async function sit(node: { url: string }, demo: Demo, role: Role, number = 0): Promise<Member> {
  return (await member(node, demo, role, number)).join();
}

/** The same session, over another node. */
export function over({ url }: { url: string }, { participant, cookie }: Session): Session {
  return createSession(url, participant, cookie);
}

/** The numbers of the events that somebody heard from `after` on. */
export function numbers(one: Member, after: number): number[] {
  return one.events.map(({ seq }) => seq).filter((seq) => seq > after);
}
