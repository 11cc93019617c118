import { useEffect, useRef, useState } from 'react';
import { remembered } from '../../session/remember.ts';

/** Seconds that a tour may stay in each room. */
export const dwells = [5, 10, 20, 40] as const;
export type Dwell = (typeof dwells)[number];

/** The next room is made ready so many seconds before its turn: longer would cost its line for nothing. */
const warmSeconds = 4;

/** A tour through the rooms. */
export interface Tour {
  isOn: boolean;
  setOn: (on: boolean) => void;
  dwell: Dwell;
  setDwell: (dwell: Dwell) => void;
  /** Seconds left in this room; null while no tour runs. */
  left: number | null;
  /** It is time to have the next room ready. */
  isWarming: boolean;
}

/**
 * Counts a tour's time in each room. It stands still while `isHeld`: a dialog is open, or somebody speaks.
 * @param room the watched room; its time begins anew with each
 */
export function useTour(options: { room: string | null; isHeld: boolean; onNext: () => void }): Tour {
  const { room, isHeld, onNext } = options;
  const [isOn, setOn] = useState(false);
  const [dwell, setDwell] = useState<Dwell>(rememberedDwell);
  const [turn, setTurn] = useState<{ room: string | null; left: number }>({ room: null, left: 0 });
  const runs = isOn && room !== null;
  const left = turn.room === room ? Math.min(turn.left, dwell) : dwell;
  const latest = useRef(onNext);
  useEffect(() => {
    latest.current = onNext;
  });
  useEffect(() => {
    if (!runs || isHeld) return undefined;
    const timer = setTimeout(() => {
      if (left <= 1) latest.current();
      setTurn({ room, left: left <= 1 ? dwell : left - 1 });
    }, 1_000);
    return () => clearTimeout(timer);
  }, [runs, isHeld, left, room, dwell]);
  return {
    isOn: runs,
    setOn,
    dwell,
    setDwell: (next) => {
      remembered.set('wall.dwell', String(next));
      setDwell(next);
    },
    left: runs ? left : null,
    isWarming: runs && left <= warmSeconds,
  };
}

function rememberedDwell(): Dwell {
  const kept = Number(remembered.get('wall.dwell'));
  return dwells.find((one) => one === kept) ?? 10;
}
