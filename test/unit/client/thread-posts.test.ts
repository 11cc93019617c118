import { describe, expect, it } from 'vitest';
import type { Post } from '../../../src/contract/messages.ts';
import { withNewest, withOlder, withSent } from '../../../client/views/messages/thread-posts.ts';

function post(position: number, text = ''): Post {
  return {
    id: `post-${position}`,
    position,
    at: position,
    author: { name: '示例', role: 'trainee', branchName: null, own: false },
    text,
    file: null,
    removed: false,
    pinned: false,
    toAllGroups: false,
    branch: null,
    confirmation: null,
    may: { remove: false, pin: false, confirm: false },
  };
}

const run = (from: number, to: number): Post[] =>
  Array.from({ length: to - from + 1 }, (_, index) => post(from + index));
const positions = ({ posts }: { posts: readonly Post[] }): number[] => posts.map((one) => one.position);

describe('what a page knows of a thread', () => {
  it('keeps older posts when the newest page joins on to them, and takes changed ones from it', () => {
    const known = { posts: run(1, 10), more: true };
    const changed = { posts: [post(8, '示例已改'), ...run(9, 14)], more: true };
    const both = withNewest(known, changed);
    expect(positions(both)).toEqual(run(1, 14).map(({ position }) => position));
    expect(both.posts[7]?.text).toBe('示例已改');
    expect(both.more).toBe(true);
  });

  it('starts anew when there is a gap: no post is ever left out between two others', () => {
    const fresh = withNewest({ posts: run(1, 10), more: false }, { posts: run(20, 30), more: true });
    expect(positions(fresh)[0]).toBe(20);
    expect(fresh.more).toBe(true);
    expect(positions(withOlder(fresh, { posts: run(10, 19), more: true }))).toEqual(
      run(10, 30).map(({ position }) => position),
    );
  });

  it('shows a sent post once, in its place', () => {
    const known = { posts: [post(1), post(4)], more: false };
    expect(positions(withSent(known, post(3)))).toEqual([1, 3, 4]);
    expect(withSent(known, post(4))).toBe(known);
    expect(positions(withNewest({ posts: [], more: false }, known))).toEqual([1, 4]);
    expect(withOlder(known, { posts: [post(4)], more: false }).posts).toHaveLength(2);
  });
});
