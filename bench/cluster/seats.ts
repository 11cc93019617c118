import { setTimeout as sleep } from 'node:timers/promises';
import { ClassClient, type Session } from '../support/plenum-client.ts';
import { inParallel } from '../support/system.ts';

const AT_ONCE = 16;
/** Milliseconds between two tries to come back, as clients make them at first. */
const TRY_EVERY_MS = 300;

/** Somebody in the class by their socket, without media. */
export interface Seat {
  client: ClassClient;
  /** The node that the socket is on. */
  url: string;
  session: Session;
}

export async function sit({ url, session }: Omit<Seat, 'client'>): Promise<Seat> {
  const client = await ClassClient.open(url, session);
  await client.command('classroom.join', { withMedia: false });
  return { client, url, session };
}

export async function sitAll(people: readonly Omit<Seat, 'client'>[]): Promise<Seat[]> {
  const seats: Seat[] = [];
  await inParallel(people.length, AT_ONCE, async (index) => {
    const one = people[index];
    if (one) seats.push(await sit(one));
  });
  return seats;
}

/** Waits until the line is gone, and tries until the classroom lets the same one in again. */
export async function comeBack(seat: Seat): Promise<Seat> {
  await seat.client.closed;
  for (;;) {
    try {
      return await sit(seat);
    } catch {
      await sleep(TRY_EVERY_MS * (0.5 + Math.random()));
    }
  }
}
