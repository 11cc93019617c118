import type { SignIn } from '../../src/contract/attendance.ts';
import { State } from './observable.ts';
import { SignInSender, type SendingState } from './sign-in-sender.ts';

/** What a liaison has entered for people without a phone, by trainee: each is sent until the server has it. */
export class Entries {
  readonly state = new State<ReadonlyMap<string, SendingState<SignIn>>>(new Map());
  readonly #senders = new Map<string, SignInSender<SignIn>>();
  readonly #send: (traineeId: string, windowId: string) => Promise<SignIn>;

  constructor(send: (traineeId: string, windowId: string) => Promise<SignIn>) {
    this.#send = send;
  }

  /** Enters somebody once; entering them again while it is on its way changes nothing, after a refusal it is tried again. */
  enter(traineeId: string, windowId: string): void {
    const known = this.#senders.get(traineeId);
    const sender = known ?? new SignInSender(() => this.#send(traineeId, windowId));
    if (known === undefined) {
      this.#senders.set(traineeId, sender);
      sender.state.subscribe(() => {
        this.state.set(new Map([...this.state.get(), [traineeId, sender.state.get()]]));
      });
    }
    sender.tap();
  }

  /** Idempotent. */
  close(): void {
    for (const sender of this.#senders.values()) sender.close();
  }
}
