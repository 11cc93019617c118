// Values of help without schemas: pages import them without the schemas' library.

/** Bounds of help. */
export const helpLimits = {
  /** Characters of what somebody says is wrong. */
  text: 500,
  /** Open tickets of one session: one for each kind of trouble there is. */
  openPerSession: 6,
  /** Errors that a page sends along. */
  errors: 10,
  /** Tickets that one list shows: more than a fault desk works through in a day. */
  listed: 500,
} as const;

/** What does not work, in the words of whoever it does not work for. */
export const helpKinds = ['picture', 'sound', 'connection', 'signIn', 'quiz', 'materials', 'other'] as const;
export type HelpKind = (typeof helpKinds)[number];

export const ticketStates = ['open', 'answered', 'closed'] as const;
