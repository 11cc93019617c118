import { useState } from 'react';
import type { Finding } from '../../../../src/contract/patrol.ts';

/**
 * The finding that is open at the side, as it is known newest. It stays open when the list goes on without it: others push it out of
 * sight just while somebody writes the word that settles it.
 */
export function useOpenFinding(listed: readonly Finding[]): {
  open: Finding | null;
  setOpen: (finding: Finding | null) => void;
} {
  const [open, setOpen] = useState<Finding | null>(null);
  const newer = listed.find(
    ({ findingId, revision }) => findingId === open?.findingId && revision > open.revision,
  );
  if (newer !== undefined) setOpen(newer);
  return { open: newer ?? open, setOpen };
}
