import type { Presence } from '../../src/contract/classroom.ts';
import type { Branch } from '../../src/contract/course.ts';
import type { BranchNode, Roster } from './types.ts';

export function createRoster(branches: readonly Branch[], presence: readonly Presence[]): Roster {
  return {
    tree: tree(branches),
    branches: new Map(branches.map((branch) => [branch.id, branch])),
    ...indexed(new Map(presence.map((one) => [one.participantId, one]))),
  };
}

/** The roster after some presences changed. */
export function changePresence(roster: Roster, changes: readonly Presence[]): Roster {
  const presence = new Map(roster.presence);
  for (const change of changes) presence.set(change.participantId, change);
  return { ...roster, ...indexed(presence) };
}

function indexed(presence: ReadonlyMap<string, Presence>): Pick<Roster, 'presence' | 'byBranch'> {
  const byBranch = new Map<string, Presence[]>();
  for (const one of presence.values()) {
    if (one.branchId === null) continue;
    const others = byBranch.get(one.branchId);
    if (others) others.push(one);
    else byBranch.set(one.branchId, [one]);
  }
  return { presence, byBranch };
}

function tree(branches: readonly Branch[]): BranchNode[] {
  const children = new Map<string | null, BranchNode[]>();
  const known = new Set(branches.map((branch) => branch.id));
  const nodes = branches.map((branch) => {
    const below: BranchNode[] = children.get(branch.id) ?? [];
    children.set(branch.id, below);
    // A branch whose parent this person may not see stands at the top.
    const parentId = branch.parentId !== null && known.has(branch.parentId) ? branch.parentId : null;
    const node: BranchNode = { branch, children: below };
    const siblings = children.get(parentId) ?? [];
    siblings.push(node);
    children.set(parentId, siblings);
    return node;
  });
  return nodes.length === 0 ? [] : (children.get(null) ?? []);
}
