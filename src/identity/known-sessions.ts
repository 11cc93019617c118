import type { Participant } from '../contract/identity.ts';

/** A session that may be used, as the records know it. */
export interface KnownSession {
  participant: Participant;
  secretHash: string;
}

/** Twenty full courses; the least recently used one goes. An entry takes about half a kilobyte. */
const mostKept = 20_000;

/** Sessions that are looked for in one query when all are read anew. */
const renewedAtOnce = 1_000;

/**
 * Sessions in memory. After a restart hundreds of sockets come back within a second: those that ask in the same moment
 * share one query. Unknown ids are not remembered, because strangers could fill the memory with them.
 */
export class KnownSessions {
  readonly #find: (ids: string[]) => Promise<KnownSession[]>;
  readonly #kept = new Map<string, KnownSession>();
  readonly #loading = new Map<string, Promise<KnownSession | undefined>>();
  #batch: { ids: string[]; result: Promise<Map<string, KnownSession>> } | undefined;

  /** `find` answers with those of the given sessions that exist and are not revoked. */
  constructor(find: (ids: string[]) => Promise<KnownSession[]>) {
    this.#find = find;
  }

  async get(id: string): Promise<KnownSession | undefined> {
    const kept = this.#kept.get(id);
    if (kept) {
      this.keep(kept);
      return kept;
    }
    return this.#loading.get(id) ?? this.#load(id);
  }

  /** Remembers a session as the one that was used last. */
  keep(session: KnownSession): void {
    const { sessionId } = session.participant;
    this.#kept.delete(sessionId);
    this.#kept.set(sessionId, session);
    if (this.#kept.size <= mostKept) return;
    const oldest = this.#kept.keys().next();
    if (!oldest.done) this.#kept.delete(oldest.value);
  }

  /** The session was changed or revoked: it is read anew when it is asked for, and what is being read is not kept. */
  forget(id: string): void {
    this.#kept.delete(id);
    this.#loading.delete(id);
  }

  /** Reads all that are remembered anew. Answers with those that may not be used any more. */
  async renew(): Promise<string[]> {
    const ids = [...this.#kept.keys()];
    for (const id of ids) this.forget(id);
    const gone: string[] = [];
    for (let start = 0; start < ids.length; start += renewedAtOnce) {
      const some = ids.slice(start, start + renewedAtOnce);
      const found = new Set((await this.#find(some)).map(({ participant }) => participant.sessionId));
      gone.push(...some.filter((id) => !found.has(id)));
    }
    return gone;
  }

  #load(id: string): Promise<KnownSession | undefined> {
    const loading = this.#read(id)
      .then((session) => {
        // It was changed or revoked meanwhile, and what was read may be from before.
        if (this.#loading.get(id) !== loading) return this.get(id);
        if (session) this.keep(session);
        return session;
      })
      .finally(() => {
        if (this.#loading.get(id) === loading) this.#loading.delete(id);
      });
    this.#loading.set(id, loading);
    return loading;
  }

  async #read(id: string): Promise<KnownSession | undefined> {
    this.#batch ??= this.#newBatch();
    this.#batch.ids.push(id);
    return (await this.#batch.result).get(id);
  }

  #newBatch(): { ids: string[]; result: Promise<Map<string, KnownSession>> } {
    const ids: string[] = [];
    const result = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      this.#batch = undefined;
      const sessions = await this.#find(ids);
      return new Map(sessions.map((session) => [session.participant.sessionId, session]));
    });
    return { ids, result };
  }
}
