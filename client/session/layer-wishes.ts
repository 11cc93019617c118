import type { Role } from '../../src/contract/roles.ts';
import type { SendCommand } from './connection.ts';
import type { Incoming } from './receive-link.ts';
import type { PictureSource } from './types.ts';

/** Heights in device pixels up to which the lowest and the middle layer (180 and 360 lines) look as good as more would. */
const lowestUpTo = 220;
const middleUpTo = 450;
/** A window that is being resized asks once it rests, in milliseconds. */
const restMs = 600;

const top = 2;

/** Asks the server for the largest layer that is of use to the window. */
export class LayerWishes {
  readonly #command: SendCommand;
  readonly #always: number | undefined;
  readonly #wished = new Map<string, number>();
  readonly #sent = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #resting = new Map<string, Incoming>();

  constructor(role: Role, command: SendCommand) {
    this.#command = command;
    this.#always = role === 'screen' ? top : undefined;
  }

  /** @param width and height CSS pixels of the element that shows the picture, which need not have its proportions */
  showAt(participantId: string, source: PictureSource, width: number, height: number): void {
    this.#wished.set(
      keyOf(participantId, source),
      layerFor(Math.min(height, (width * 9) / 16) * devicePixelRatio),
    );
  }

  /** Asks for what is wished and was not asked for yet. */
  send(incoming: Iterable<Incoming>): void {
    for (const one of incoming) this.#resting.set(one.consumerId, one);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const one of this.#resting.values()) this.#ask(one);
      this.#resting.clear();
    }, restMs);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #ask({ consumerId, options: { participantId, source } }: Incoming): void {
    // Only these have layers; a shared screen is one sharp picture.
    if (source !== 'camera' && source !== 'clip') return;
    const spatialLayer = this.#always ?? this.#wished.get(keyOf(participantId, source));
    if (spatialLayer === undefined || this.#sent.get(consumerId) === spatialLayer) return;
    this.#sent.set(consumerId, spatialLayer);
    // Without an answer the server's own choice stands, which shows a picture too.
    this.#command('media.preferLayer', { consumerId, spatialLayer }).catch(() =>
      this.#sent.delete(consumerId),
    );
  }
}

function keyOf(participantId: string, source: PictureSource): string {
  return `${participantId} ${source}`;
}

function layerFor(height: number): number {
  if (height <= lowestUpTo) return 0;
  return height <= middleUpTo ? 1 : top;
}
