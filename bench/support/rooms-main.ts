import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { needsNoAnswer, nextByPace } from '../../client/session/patrol-stills.ts';
import { commands } from '../../src/contract/index.ts';
import { stillPace, type StillPace } from '../../src/contract/still-pace.ts';
import { serveParent } from './child.ts';
import type { Session } from './plenum-client.ts';
import { roomsApi } from './rooms-api.ts';
import { inParallel } from './system.ts';

/** A process of its own for the branch rooms of a wall: each draws its stills out of noise and keeps the server's pace. */

const OPENED_AT_ONCE = 16;
const WIDTH = 320;
const HEIGHT = 180;
/** Bytes of the noise in a still: as much as a room with people takes at this size. */
const NOISE = { least: 4_000, spread: 2_500 } as const;

const answer = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string() }).optional(),
});
const notice = z.object({ name: z.string(), data: z.unknown() });

let stills = 0;
let bytes = 0;
const refused: string[] = [];

/** Pictures to send in turn; none: noise. */
let pictures: Buffer[] = [];
let drawn = 0;

/** The next picture, with a comment (ITU-T T.81, B.2.4.5) behind its first marker, so that no two stills are alike. */
function nextPicture(): Buffer | undefined {
  const picture = pictures[drawn % pictures.length];
  drawn += 1;
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, 0]);
  comment.writeUInt32BE(drawn, 4);
  return picture && Buffer.concat([picture.subarray(0, 2), comment, picture.subarray(2)]);
}

/** A JPEG as far as anybody looks who does not decode it (ITU-T T.81, B.2): a frame header, a scan, an end. No two are alike. */
function drawStill(): Buffer {
  const header = Buffer.from([
    ...[
      0xff,
      0xd8,
      0xff,
      0xc0,
      0,
      11,
      8,
      HEIGHT >> 8,
      HEIGHT & 0xff,
      WIDTH >> 8,
      WIDTH & 0xff,
      1,
      1,
      0x11,
      0,
    ],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0],
  ]);
  const noise = randomBytes(NOISE.least + Math.floor(Math.random() * NOISE.spread));
  // In a scan, 0xff begins a marker.
  for (let at = 0; at < noise.length; at++) if (noise[at] === 0xff) noise[at] = 0xfe;
  return Buffer.concat([header, noise, Buffer.from([0xff, 0xd9])]);
}

class SimulatedRoom {
  readonly #socket: Socket;
  #timer: NodeJS.Timeout | undefined;
  #sentMs: number | null = null;
  /** Stills since the last one that asked for an answer. */
  #unanswered = 0;
  #pace: StillPace | undefined;
  #dueAt = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('notice', (heard: unknown) => {
      const { name, data } = notice.parse(heard);
      if (name === 'patrol.pace') this.#keep(stillPace.parse(data));
    });
  }

  static async open(baseUrl: string, { id, cookie }: Session, lessonId: string): Promise<SimulatedRoom> {
    const socket = io(baseUrl, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { session: id },
      extraHeaders: { cookie },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const room = new SimulatedRoom(socket);
    const joined = await room.#command('classroom.join', { lessonId });
    const { own } = commands['classroom.join'].output.parse(joined);
    if (!own.still) throw new Error('the server wants no stills of this room');
    room.#keep(own.still);
    return room;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.disconnect();
  }

  #keep(pace: StillPace): void {
    this.#pace = pace;
    this.#sendIn(pace.nextInMs);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#dueAt = performance.now() + ms;
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  async #send(): Promise<void> {
    const picture = nextPicture() ?? drawStill();
    const since = performance.now();
    const facts = { luma: 90 + Math.random() * 20, spread: 50, change: 6 };
    const still = { picture, facts, camera: 'on', sound: -40, sentMs: this.#sentMs };
    const { lookedAt = false, intervalMs = 0 } = this.#pace ?? {};
    if (needsNoAnswer({ lookedAt, sentMs: this.#sentMs, unanswered: this.#unanswered })) {
      this.#unanswered += 1;
      this.#socket.emit('command', 'patrol.still', still);
      note(picture);
      this.#sendIn(nextByPace(this.#dueAt, intervalMs));
      return;
    }
    try {
      this.#unanswered = 0;
      const pace = await this.#command('patrol.still', still);
      this.#sentMs = Math.round(performance.now() - since);
      note(picture);
      this.#keep(stillPace.parse(pace));
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
    }
  }

  async #command(name: string, input: unknown): Promise<unknown> {
    const { ok, data, error } = answer.parse(
      await this.#socket.timeout(30_000).emitWithAck('command', name, input),
    );
    if (!ok) throw new Error(error?.code ?? 'unknown');
    return data;
  }
}

function note(picture: Buffer): void {
  stills += 1;
  bytes += picture.length;
}

const rooms: SimulatedRoom[] = [];

serveParent(roomsApi, {
  join: async ({ baseUrl, sessions, lessonId, pictures: given = [] }) => {
    pictures = given.map((picture) => Buffer.from(picture, 'base64'));
    await inParallel(sessions.length, OPENED_AT_ONCE, async (index) => {
      const session = sessions[index];
      if (session) rooms.push(await SimulatedRoom.open(baseUrl, session, lessonId));
    });
    return {};
  },
  sent: () => ({ stills, bytes, refused }),
  close: () => {
    for (const room of rooms.splice(0)) room.close();
    return {};
  },
});
