import type { Post } from '../../../src/contract/messages.ts';

/** What a page knows of a thread: a run of posts without gaps, the newest last. */
export interface KnownPosts {
  posts: readonly Post[];
  /** There are older ones that are not loaded. */
  more: boolean;
}

/**
 * Brings in the newest page. Older posts that were loaded stay when the page joins on to them; after a long time away there
 * is a gap, and they are loaded again on demand.
 */
export function withNewest(known: KnownPosts, page: KnownPosts): KnownPosts {
  const first = page.posts[0]?.position;
  const last = known.posts.at(-1)?.position;
  if (first === undefined || last === undefined) return page;
  if (last < first && page.more) return page;
  const older = known.posts.filter(({ position }) => position < first);
  return older.length === 0 ? page : { posts: [...older, ...page.posts], more: known.more };
}

/** Puts a page of older posts before those that are known. */
export function withOlder(known: KnownPosts, page: KnownPosts): KnownPosts {
  const first = known.posts[0]?.position ?? Infinity;
  const older = page.posts.filter(({ position }) => position < first);
  return { posts: [...older, ...known.posts], more: page.more };
}

/** Adds a post that was just sent, unless a page has brought it already. */
export function withSent(known: KnownPosts, post: Post): KnownPosts {
  if (known.posts.some(({ id }) => id === post.id)) return known;
  const posts = [...known.posts, post].sort((a, b) => a.position - b.position);
  return { posts, more: known.more };
}
