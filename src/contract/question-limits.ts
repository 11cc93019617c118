/** Bounds of questions, for the server and every page. Each has its reason; none is a tuning knob. */
export const questionLimits = {
  /** Characters of a question: what a lecturer reads at a glance, and what fits on a big screen. */
  text: 300,
  /** Characters of an answer in writing. */
  answer: 1_000,
  /** Characters of the reason why a question was dismissed. */
  reason: 200,
  /** Questions that one person has waiting at a time; who has more to ask waits for the first answers. */
  openPerPerson: 5,
  /** The same for a room: its liaison collects. */
  openPerRoom: 20,
  /** Questions of one lesson: more than a course of this size asks in a day. */
  perLesson: 3_000,
  /** Own questions that a person sees, the newest. */
  own: 50,
  /** Askers that are named with one question. */
  askersShown: 20,
  /** Questions in one page of a list. */
  page: 50,
  /** Questions that one command changes. */
  atOnce: 50,
} as const;
