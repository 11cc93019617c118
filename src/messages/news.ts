import type { Announcement } from '../contract/messages.ts';
import {
  branchAudience,
  learnerAudience,
  liaisonAudience,
  staffAudience,
  tellCourse,
  tellOrganisers,
} from '../lib/course-scope.ts';
import type { Audience, Fanout } from '../lib/feature.ts';
import type { Thread } from './threads.ts';

/** Milliseconds for which marks are collected before those who count them are told: hundreds come in the same second. */
const collectedFor = 1_000;

/** Tells those whom a change of the messages concerns: one message for each audience, however many sockets are in it. */
export class MessageNews {
  readonly #fanout: Fanout;
  /** What is to be told once the time is over, by what it is about. */
  readonly #collected = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(fanout: Fanout) {
    this.#fanout = fanout;
  }

  /**
   * A thread has changed. A notice says only which, not what: those who may read it ask for it. Learners on ports share an
   * audience, because which of them form a group is known to the roster alone.
   * @param branchId on the staff line, the branch whose liaisons it is for; null for all
   */
  changed(thread: Thread, branchId: string | null = null, parentId: string | null = null): void {
    const { courseId, kind } = thread;
    const data = { courseId, threadId: kind === 'groups' ? null : thread.id };
    if (kind === 'groups') {
      tellCourse(this.#fanout, courseId, 'messages.changed', data);
      return;
    }
    const to: Audience[] = [];
    if (kind === 'branch' && thread.branchId !== null) {
      to.push(branchAudience(courseId, thread.branchId));
      if (thread.parentId !== null) to.push(liaisonAudience(courseId, thread.parentId));
    }
    if (kind === 'unit' || kind === 'ports') to.push(learnerAudience(courseId));
    if (kind === 'staff') {
      to.push(staffAudience(courseId), liaisonAudience(courseId, branchId));
      if (parentId !== null) to.push(liaisonAudience(courseId, parentId));
    }
    this.#fanout.notice(to, 'messages.changed', data);
    tellOrganisers(this.#fanout, courseId, 'messages.changed', data);
  }

  /** A session has read a thread: its other parts of the page count anew. */
  read({ id, courseId }: Thread, sessionId: string): void {
    this.#fanout.notice(`session:${sessionId}`, 'messages.read', { courseId, threadId: id });
  }

  /** Members have confirmed a post: told once a second at most. */
  confirmed({ id, courseId, kind, branchId, parentId }: Thread): void {
    this.#collect(`confirmed:${id}`, () => {
      const data = { courseId, threadId: kind === 'groups' ? null : id };
      const to =
        kind === 'groups'
          ? [liaisonAudience(courseId, null)]
          : [branchId, parentId].flatMap((one) => (one === null ? [] : [liaisonAudience(courseId, one)]));
      this.#fanout.notice(to, 'messages.confirmed', data);
      tellOrganisers(this.#fanout, courseId, 'messages.confirmed', data);
    });
  }

  /** @param branchIds null for everybody in the course */
  announced(courseId: string, announcement: Announcement, branchIds: readonly string[] | null): void {
    this.#tell(courseId, branchIds, 'announcement.sent', { courseId, announcement });
  }

  withdrawn(courseId: string, announcementId: string, branchIds: readonly string[] | null): void {
    this.#tell(courseId, branchIds, 'announcement.withdrawn', { courseId, announcementId });
  }

  /** Some have seen an announcement: told once a second at most. */
  seen(courseId: string): void {
    this.#collect(`seen:${courseId}`, () => {
      this.#fanout.notice(staffAudience(courseId), 'announcement.seen', { courseId });
      tellOrganisers(this.#fanout, courseId, 'announcement.seen', { courseId });
    });
  }

  /** What is still collected is told to nobody: everybody's line is closing too. */
  close(): void {
    clearTimeout(this.#timer);
    this.#collected.clear();
  }

  #tell(
    courseId: string,
    branchIds: readonly string[] | null,
    ...notice:
      | ['announcement.sent', { courseId: string; announcement: Announcement }]
      | ['announcement.withdrawn', { courseId: string; announcementId: string }]
  ): void {
    const [name, data] = notice;
    if (branchIds === null) {
      tellCourse(this.#fanout, courseId, name, data);
      return;
    }
    const branches = branchIds.map((id) => branchAudience(courseId, id));
    this.#fanout.notice(branches, name, data);
    // Lecturers list announcements too; what is not for them their pages do not show.
    tellOrganisers(this.#fanout, courseId, name, data);
  }

  #collect(what: string, tell: () => void): void {
    this.#collected.set(what, tell);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const all = [...this.#collected.values()];
      this.#collected.clear();
      for (const one of all) one();
    }, collectedFor);
  }
}
