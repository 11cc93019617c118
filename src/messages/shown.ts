import type { Participant } from '../contract/identity.ts';
import type { Figure, MessageFile, Post } from '../contract/messages.ts';
import type { PostRow } from './posts.ts';
import type { Thread } from './threads.ts';

/** Media types that browsers show by themselves; the materials room knows them. */
export type IsShown = (mediaType: string) => boolean;

/** Whether somebody who reads a thread leads it: its liaison, or an organiser. */
export function leads({ role }: Participant, thread: Thread): boolean {
  if (role === 'organiser') return true;
  return role === 'liaison' && thread.kind === 'branch';
}

/** A post as a reader sees it. */
export function toPost(
  row: PostRow,
  reader: { participant: Participant; viewer: string; thread: Thread; isShown: IsShown },
  members: Figure | null,
): Post {
  const { post, file } = row;
  const { participant, viewer, thread } = reader;
  const removed = post.removedAt !== null;
  const own = post.author === viewer;
  const toAllGroups = post.threadId !== thread.id || thread.kind === 'groups';
  // What went to all groups is the organisers' business, also within a group.
  const leading = leads(participant, thread) && (!toAllGroups || participant.role === 'organiser');
  const learns = participant.role === 'trainee' || participant.role === 'port';
  const branch =
    row.branchId === null || row.branchName === null ? null : { id: row.branchId, name: row.branchName };
  return {
    id: post.id,
    position: post.position,
    at: post.at.getTime(),
    author: { name: post.authorName, role: post.authorRole, branchName: row.authorBranchName, own },
    text: removed ? '' : post.text,
    file: removed || file === null ? null : toFile(file, participant, reader.isShown),
    removed,
    pinned: !removed && post.pinnedAt !== null,
    toAllGroups,
    branch,
    confirmation:
      post.asksConfirmation && !removed
        ? { ownAt: row.ownMarkAt?.getTime() ?? null, members: learns ? null : members }
        : null,
    may: {
      remove: !removed && (own || leading),
      pin: !removed && leading && thread.kind !== 'staff',
      confirm: post.asksConfirmation && !removed && learns && row.ownMarkAt === null,
    },
  };
}

function toFile(
  file: NonNullable<PostRow['file']>,
  { sessionId }: Participant,
  isShown: IsShown,
): MessageFile | null {
  const { id, fileName, kind, mediaType, size } = file;
  if (kind === null || mediaType === null) return null;
  const path = `/api/message-files/${id}?session=${sessionId}`;
  return { id, fileName, kind, mediaType, size, path, inline: isShown(mediaType) };
}
