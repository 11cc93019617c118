import { describe, expect, it } from 'vitest';
import type { Announcement } from '../../../src/contract/messages.ts';
import { MessageNews } from '../../../src/messages/news.ts';
import type { Thread } from '../../../src/messages/threads.ts';

const announcement: Announcement = {
  id: 'announcement-1',
  at: 1,
  author: { name: '示例主办方', role: 'organiser' },
  text: '示例公告',
  stays: false,
  currentUntil: 2,
};

function thread(kind: Thread['kind'], more: Partial<Thread> = {}): Thread {
  return {
    id: 'thread-1',
    courseId: 'course-1',
    kind,
    branchId: null,
    unitId: null,
    name: '',
    parentId: null,
    ...more,
  };
}

/** Records what is fanned out: each is one message, however many audiences and sockets it goes to. */
function listening() {
  const sent: { audiences: readonly string[]; name: string }[] = [];
  const news = new MessageNews({
    event: () => undefined,
    notice: (audience, name) => void sent.push({ audiences: [audience].flat(), name }),
  });
  return { news, sent, audiences: () => sent.flatMap(({ audiences }) => audiences).sort() };
}

describe('news of messages', () => {
  it('is one message, also when it is for a whole course and the organisers of the server', () => {
    const { news, sent, audiences } = listening();
    news.announced('course-1', announcement, null);
    news.changed(thread('groups'));
    expect(sent).toHaveLength(2);
    expect(audiences()).toEqual(['course:course-1:all', 'course:course-1:all', 'organisers', 'organisers']);
  });

  it('goes to each branch that an announcement is for', () => {
    const { news, audiences } = listening();
    news.announced('course-1', announcement, ['b1', 'b2', 'b3']);
    expect(audiences()).toEqual([
      'course:course-1:branch:b1',
      'course:course-1:branch:b2',
      'course:course-1:branch:b3',
      'course:course-1:organisers',
      'organisers',
    ]);
  });

  it('of a group goes to its branch, the liaison above it and organisers, and to no other branch', () => {
    const { news, audiences } = listening();
    news.changed(thread('branch', { branchId: 'b2', parentId: 'b1' }));
    expect(audiences()).toEqual([
      'course:course-1:branch:b2',
      'course:course-1:liaisons:b1',
      'course:course-1:organisers',
      'organisers',
    ]);
  });

  it('of the staff line for one branch goes to that branch among liaisons', () => {
    const { news, audiences } = listening();
    news.changed(thread('staff'), 'b2', null);
    expect(audiences()).toEqual([
      'course:course-1:liaisons:b2',
      'course:course-1:organisers',
      'course:course-1:staff',
      'organisers',
    ]);
  });

  it('of hundreds of marks in one second is told once', async () => {
    const { news, sent } = listening();
    for (let n = 0; n < 779; n += 1) news.seen('course-1');
    for (let n = 0; n < 14; n += 1) news.confirmed(thread('branch', { branchId: 'b1' }));
    expect(sent).toEqual([]);
    await expect.poll(() => sent.length, { timeout: 3_000 }).toBeGreaterThan(0);
    const names = sent.map(({ name }) => name);
    expect(names.filter((name) => name === 'announcement.seen')).toHaveLength(2);
    expect(names.filter((name) => name === 'messages.confirmed')).toHaveLength(2);
    news.close();
  });
});
