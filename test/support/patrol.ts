import type { CommandInput } from '../../src/contract/index.ts';
import type { StillPace } from '../../src/contract/patrol.ts';
import type { Member } from './classroom-member.ts';

type StillInput = CommandInput<'patrol.still'>;

/** Sends a still of a bright room in which something moves; `over` says what is different. */
export function sendStill(
  camera: Member,
  picture: Uint8Array | null,
  over: Partial<StillInput> = {},
): Promise<StillPace> {
  return camera.run('patrol.still', {
    picture,
    facts: picture && { luma: 120, spread: 50, change: 5 },
    camera: 'on',
    sound: -40,
    sentMs: 80,
    ...over,
  });
}

/** How many messages of that name somebody was sent so far. */
export function countNotices(member: Member, name: string): number {
  return member.sent.filter((message) => JSON.stringify(message).includes(`"name":"${name}"`)).length;
}
