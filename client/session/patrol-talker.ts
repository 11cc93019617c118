import type { Notice } from '../../src/contract/index.ts';
import type { TalkState } from '../../src/contract/patrol-live.ts';
import { Capture } from './capture.ts';
import type { Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import type { SessionGround } from './lead.ts';
import type { MediaDoor } from './media-door.ts';
import { MediaRecovery } from './media-recovery.ts';
import type { PatrolTalk } from './patrol-types.ts';
import { SendLink } from './send-link.ts';

const lossSpreadMs = 100;
const source = 'talkMicrophone';

export interface PatrolTalkerOptions extends SessionGround {
  door: MediaDoor;
  changed(talk: PatrolTalk): void;
}

/** Speaking to one room: the microphone is open, and a way to send it, only while a talk goes on. */
export class PatrolTalker {
  readonly #options: PatrolTalkerOptions;
  readonly #recovery: MediaRecovery<SendLink>;
  readonly #stop: (() => void)[];
  #capture: Capture | null = null;
  #roomId: string | null = null;
  /** The server has begun this very talk: word of its end before that is of the one before. */
  #confirmed = false;
  #talk: PatrolTalk = { state: 'off', problem: null, error: null };

  constructor(options: PatrolTalkerOptions) {
    this.#options = options;
    const { connection, classroom, loadEngine, door } = options;
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine,
      lossSpreadMs,
      media: classroom.media,
      wanted: () => this.#roomId !== null,
      open: (context) => SendLink.open({ ...context, door }),
      leave: (link) => link.close(),
      rebuilding: () => undefined,
      opened: () => void this.#send(),
      failed: (error) => this.#set({ error }),
      over: () => this.end(),
    });
    this.#stop = [connection.notices.on((notice) => this.#notice(notice))];
  }

  begin(roomId: string): void {
    if (this.#roomId === roomId) return;
    this.end();
    this.#roomId = roomId;
    this.#set({ state: 'connecting', problem: null, error: null });
    const capture = new Capture();
    this.#capture = capture;
    capture.changed.on(() => {
      this.#set({ problem: capture.state.get().microphone.problem });
      void this.#send();
    });
    void capture.open('microphone');
    this.#recovery.rebuild();
    this.#ask(roomId);
  }

  end(): void {
    if (this.#roomId === null) return;
    // Without a line there is nobody to tell, and the server has ended it itself.
    this.#options.connection
      .command('patrol.talk', { participantId: this.#roomId, on: false })
      .catch(() => undefined);
    this.#shut('off');
  }

  /** The server ends a talk with the line that it came over: it is asked for again. */
  joined(joined: Joined): void {
    this.#recovery.joined({ ...joined, mediaKept: false });
    if (this.#roomId !== null) this.#ask(this.#roomId);
  }

  addressChanged(): void {
    this.#recovery.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    this.end();
    for (const stop of this.#stop) stop();
  }

  #ask(roomId: string): void {
    this.#confirmed = false;
    this.#options.connection
      .command('patrol.talk', { participantId: roomId, on: true })
      .catch((thrown: unknown) => {
        const error = ClientError.from(thrown);
        if (this.#roomId !== roomId || error.code === 'offline') return;
        this.#shut('off');
        this.#set({ error });
      });
  }

  async #send(): Promise<void> {
    const { link } = this.#recovery;
    const track = this.#capture?.track('microphone');
    if (!link || !track) return;
    try {
      await link.send(source, track);
      if (link === this.#recovery.link) this.#recovery.succeeded();
    } catch (thrown) {
      if (link === this.#recovery.link) this.#recovery.failed(ClientError.from(thrown));
    }
  }

  #notice(notice: Notice): void {
    if (notice.name === 'patrol.talkChanged' && notice.data.participantId === this.#roomId) {
      if (notice.data.state !== 'off') {
        this.#confirmed = true;
        this.#set({ state: notice.data.state });
      } else if (this.#confirmed) this.#shut('off');
    } else if (notice.name === 'patrol.transportLost' && notice.data.direction === 'send') {
      this.#recovery.transportLost();
    }
  }

  #shut(state: TalkState): void {
    this.#roomId = null;
    this.#capture?.close();
    this.#capture = null;
    this.#recovery.stop();
    this.#set({ state });
  }

  #set(change: Partial<PatrolTalk>): void {
    this.#talk = { ...this.#talk, ...change };
    this.#options.changed(this.#talk);
  }
}
