import type { Role } from '../contract/roles.ts';

/** How long a session lives on the server, in days. */
export interface Lifetime {
  /** Without a request and without an open page. */
  unused: number;
  /** In all, however much it is used. */
  longest: number;
}

/**
 * Who may see and change most has to prove it again soonest: an organiser at least every month, lecturers and inspectors within a
 * course. Rooms and those who learn come back by themselves after a power cut, weeks later, with nobody there who knows a
 * password; their cookies live no longer than 180 days either.
 */
export const lifetimes: Readonly<Record<Role, Lifetime>> = {
  organiser: { unused: 7, longest: 30 },
  lecturer: { unused: 14, longest: 60 },
  inspector: { unused: 14, longest: 60 },
  liaison: { unused: 30, longest: 90 },
  screen: { unused: 90, longest: 180 },
  port: { unused: 90, longest: 180 },
  trainee: { unused: 90, longest: 180 },
};

/** Milliseconds. */
export const day = 24 * 3_600_000;
