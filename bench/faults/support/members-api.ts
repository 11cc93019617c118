import { z } from 'zod';
import { session } from '../../support/plenum-client.ts';

const nothing = z.object({});

/** `lecturer` sends a small picture and sound, `room` receives them, `phone` has a socket alone. */
export const memberKind = z.enum(['lecturer', 'room', 'phone']);
export type MemberKind = z.infer<typeof memberKind>;

/** What one member has seen since the last `watch`. Times are milliseconds of the machine's monotonic clock. */
export const seen = z.object({
  /** Its socket is open and in the lesson, which is live. */
  inLesson: z.boolean(),
  /** When it last entered the classroom. */
  joinedAt: z.number(),
  /** How often its socket dropped. */
  drops: z.number(),
  /** It was told that the server stops on purpose. */
  warned: z.boolean(),
  /** The media port of the server that it is connected to; null without media. */
  port: z.number().nullable(),
  /** When the last packet of the picture came; 0 before the first. */
  pictureAt: z.number(),
  /** Where the picture stood still for longer than {@link frozenAfterMs}. */
  freezes: z.array(z.object({ from: z.number(), to: z.number() })),
});
export type Seen = z.infer<typeof seen>;

/** A picture that brings nothing for so long, in milliseconds, stands still: 12 frames of the 25 a second that are sent. */
export const frozenAfterMs = 500;

/** What a process full of members does on call. */
export const membersApi = {
  /** Enters the lesson once for each session. With `ownLines` each is on a line of its own that can be cut. */
  join: {
    input: z.object({
      baseUrl: z.string(),
      sessions: z.array(session),
      lessonId: z.string(),
      kind: memberKind,
      ownLines: z.boolean(),
    }),
    output: nothing,
  },
  watch: { input: nothing, output: nothing },
  seen: { input: nothing, output: z.object({ members: z.array(seen) }) },
  /** Sends one command as the nth member; resolves to `ok` or the code of the refusal, and what was answered. */
  command: {
    input: z.object({ index: z.number(), name: z.string(), input: z.unknown() }),
    output: z.object({ outcome: z.string(), data: z.unknown() }),
  },
  /** Drops all sockets at once, as a line does that breaks. */
  drop: { input: nothing, output: nothing },
  cut: { input: nothing, output: nothing },
  mend: { input: nothing, output: nothing },
  /** Leaves the classroom for good. */
  leave: { input: nothing, output: nothing },
} as const;
