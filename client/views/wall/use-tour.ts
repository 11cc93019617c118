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
  /** It stands still until what the inspector is doing in this room is done. */
  isHeld: boolean;
  /** The room that is to be made ready by now; null as long as there is time. */
  warming: string | null;
}

interface TourOptions {
  /** The watched room; its time begins anew with each. */
  room: string | null;
  /** Somebody is busy with this room: the tour must not leave it under their hands. */
  isHeld: boolean;
  /** Where it goes from here. @param been the rooms in which it has been */
  nextOf: (been: ReadonlySet<string>) => string | null;
  onNext: (tileId: string) => void;
}

const nowhere: ReadonlySet<string> = new Set();

/** Counts a tour's time in each room, and remembers where it has been. */
export function useTour({ room, isHeld, nextOf, onNext }: TourOptions): Tour {
  const [isOn, setOn] = useState(false);
  const [dwell, setDwell] = useState<Dwell>(rememberedDwell);
  const [turn, setTurn] = useState<{ room: string | null; left: number }>({ room: null, left: 0 });
  const [been, setBeen] = useState(nowhere);
  const runs = isOn && room !== null;
  if (runs && !been.has(room)) setBeen(new Set([...been, room]));
  const left = turn.room === room ? Math.min(turn.left, dwell) : dwell;
  const next = runs ? nextOf(been) : null;
  const goOn = (): void => {
    if (next === null) return;
    // Every room had its turn: it begins anew.
    if (been.has(next)) setBeen(nowhere);
    onNext(next);
  };
  const latest = useRef(goOn);
  useEffect(() => {
    latest.current = goOn;
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
    setOn: (on) => {
      setBeen(nowhere);
      setOn(on);
    },
    dwell,
    setDwell: (chosen) => {
      remembered.set('wall.dwell', String(chosen));
      setDwell(chosen);
    },
    left: runs ? left : null,
    isHeld: runs && isHeld,
    warming: left <= warmSeconds ? next : null,
  };
}

function rememberedDwell(): Dwell {
  const kept = Number(remembered.get('wall.dwell'));
  return dwells.find((one) => one === kept) ?? 10;
}
