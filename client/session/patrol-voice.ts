import type { Notice } from '../../src/contract/index.ts';
import type { Joined } from './classroom.ts';
import type { MediaDoor } from './media-door.ts';
import { MediaRecovery } from './media-recovery.ts';
import type { PatrolCameraGround } from './patrol-ground.ts';
import { ReceiveLink } from './receive-link.ts';
import type { Incoming } from './receive-link.ts';

const lossSpreadMs = 100;

/** Plays the voice of whoever speaks to this room. There is a way to receive it only while somebody does. */
export class PatrolVoice {
  readonly #recovery: MediaRecovery<ReceiveLink>;
  readonly #element: HTMLAudioElement;
  readonly #stop: (() => void)[];
  #wanted = false;
  /** Notices that came while the link was being opened. */
  #early: Notice[] = [];

  constructor({ connection, classroom, loadEngine, sound, door }: PatrolCameraGround & { door: MediaDoor }) {
    this.#element = document.createElement('audio');
    this.#element.hidden = true;
    this.#element.dataset['source'] = 'talkMicrophone';
    document.body.append(this.#element);
    const follow = (): void => {
      this.#element.volume = sound.volume.get();
    };
    follow();
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine,
      lossSpreadMs,
      media: classroom.media,
      wanted: () => this.#wanted,
      open: (context) =>
        ReceiveLink.open({ ...context, door, arrived: (incoming) => this.#arrived(incoming) }),
      leave: (link) => link.close(),
      rebuilding: () => (this.#early = []),
      opened: () => {
        this.#recovery.succeeded();
        for (const notice of this.#early) this.#notice(notice);
      },
      // The talk shows as connecting where it is spoken; the room has nothing to do about it.
      failed: () => undefined,
      over: () => this.follow(false),
    });
    this.#stop = [
      sound.volume.subscribe(follow),
      connection.notices.on((notice) => {
        if (this.#recovery.opening) this.#early.push(notice);
        else this.#notice(notice);
      }),
    ];
  }

  /** Whether somebody speaks to this room. */
  follow(wanted: boolean): void {
    if (this.#wanted === wanted) return;
    this.#wanted = wanted;
    if (wanted) {
      this.#recovery.rebuild();
    } else {
      this.#recovery.stop();
      this.#element.srcObject = null;
    }
  }

  joined(joined: Joined): void {
    this.#recovery.joined(joined);
  }

  addressChanged(): void {
    this.#recovery.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    this.follow(false);
    for (const stop of this.#stop) stop();
    this.#element.remove();
  }

  #arrived({ track }: Incoming): void {
    this.#element.srcObject = new MediaStream([track]);
    // A screen that plays the stage may play this too; one that still wants a click gets it for the stage.
    this.#element.play().catch(() => undefined);
  }

  #notice(notice: Notice): void {
    const { link } = this.#recovery;
    if (notice.name === 'patrol.consumersOpened') {
      link?.add(notice.data.consumers).catch(() => this.#recovery.rebuild());
    } else if (notice.name === 'patrol.consumerClosed') {
      link?.remove(notice.data.consumerId);
    } else if (notice.name === 'patrol.transportLost' && notice.data.direction === 'receive') {
      this.#recovery.transportLost();
    }
  }
}
