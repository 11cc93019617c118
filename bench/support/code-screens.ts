import type { CommandOutput } from '../../src/contract/index.ts';
import { ClassClient, type Session } from './plenum-client.ts';
import { inParallel } from './system.ts';

/** Milliseconds before its end from which on a code is not scanned any more: nobody's camera is that fast. */
const MARGIN_MS = 500;
const AT_ONCE = 16;

type Shown = CommandOutput<'attendance.code'>;

/** The big screens of a course, each showing its branch's sign-in code, as their pages do. */
export class CodeScreens {
  readonly #baseUrl: string;
  readonly #sessions: readonly Session[];
  readonly #clients = new Map<string, ClassClient>();
  readonly #shown = new Map<string, Promise<Shown>>();

  constructor(baseUrl: string, sessions: readonly Session[]) {
    this.#baseUrl = baseUrl;
    this.#sessions = sessions;
  }

  /** Connects them all, into that lesson. */
  async open(lessonId: string): Promise<void> {
    this.close();
    await inParallel(this.#sessions.length, AT_ONCE, async (index) => {
      const session = this.#sessions[index];
      if (!session) return;
      const client = await ClassClient.open(this.#baseUrl, session);
      const { me } = await client.command('classroom.join', { lessonId });
      this.#clients.set(me.branchId ?? '', client);
    });
  }

  /** What stands on the screen of a branch now. Rejects when it shows no code. */
  async codeOf(branchId: string): Promise<string> {
    for (;;) {
      const asked = this.#shown.get(branchId) ?? this.#ask(branchId);
      const { code } = await asked;
      if (!code) throw new Error('a screen shows no code');
      if (code.nextAt - Date.now() > MARGIN_MS) return code.code;
      if (this.#shown.get(branchId) === asked) this.#shown.delete(branchId);
      // The end of a code: a person waits for the next one.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, code.nextAt - Date.now()) + 20));
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
    this.#shown.clear();
  }

  #ask(branchId: string): Promise<Shown> {
    const client = this.#clients.get(branchId);
    if (!client) throw new Error(`no screen of the branch ${branchId}`);
    const asked = client.command('attendance.code', {});
    this.#shown.set(branchId, asked);
    return asked;
  }
}
