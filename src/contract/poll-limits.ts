/** Bounds of polls. Each has its reason; none is a tuning knob. */
export const pollLimits = {
  /** Characters of a question: three lines on a big screen. */
  question: 200,
  /** Characters of an option: one line on a big screen, two on a phone. */
  option: 80,
  /** Options of a choice: more cannot be read from ten metres. */
  options: 8,
  /** Characters of an answer in words. */
  text: 100,
  /** The largest rating; the smallest is 1. */
  rating: 5,
  /** Largest number, and how far a number may go: what a double holds exactly with three decimals. */
  number: 1_000_000_000,
  /** Seconds that a poll may be open; without a duration it stays open until it is closed. */
  duration: 3_600,
  /** People that a liaison may count in one room. */
  heads: 5_000,
  /** Polls of one lesson, prepared and asked. */
  perLesson: 300,
  /** Different answers in words or numbers that results name; the rest is counted together. */
  values: 12,
} as const;

/** Milliseconds between two news of a poll's results to the same people, at least. */
export const pollNewsMs = 200;

export const pollKinds = ['single', 'multiple', 'trueFalse', 'rating', 'number', 'text'] as const;
