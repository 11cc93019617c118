import type { TransportOptions } from '../../contract/media.ts';
import { AppError } from '../../lib/errors.ts';
import type { Leg, Legs } from './legs.ts';
import type { Direction } from './wire.ts';

export interface LegOpening {
  legs: Legs;
  direction: Direction;
  /** The node for a transport: `beside` if that takes anybody, else the one with the most room. Throws `media_unavailable`. */
  choose: (tried: ReadonlySet<string>, beside: string | undefined) => string;
  /** The nodes that there are. */
  nodes: () => readonly { id: string }[];
}

/**
 * Opens a transport in place of an earlier one; on another node when the first that was chosen cannot. Throws `media_gone`
 * when it is replaced meanwhile, and what the last node said.
 *
 * @param ask asks the leg's node to open it
 */
export async function openLeg<T extends { transport: TransportOptions }>(
  { legs, direction, choose, nodes }: LegOpening,
  ask: (leg: Leg) => Promise<T>,
): Promise<T> {
  const tried = new Set<string>();
  const beside = legs.beside(direction);
  for (;;) {
    const nodeId = choose(tried, beside);
    tried.add(nodeId);
    const leg = legs.begin(direction, nodeId);
    try {
      const opened = await ask(leg);
      if (legs.get(direction) !== leg) throw new AppError('media_gone');
      legs.opened(leg, opened.transport.id);
      return opened;
    } catch (error) {
      if (legs.get(direction) !== leg) throw error;
      legs.drop(direction);
      const isMore = nodes().some(({ id }) => !tried.has(id));
      if (!isElsewherePossible(error) || !isMore) throw error;
    }
  }
}

/** Another node may be able to do what this one cannot: it is full, has no worker that runs, or is gone. */
function isElsewherePossible(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'media_full' || error.code === 'media_unavailable');
}
