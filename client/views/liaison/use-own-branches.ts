import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { BranchEntry } from '../../../src/contract/entry.ts';
import type { BranchRecord } from '../../../src/contract/records.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import type { ClientError } from '../../session/client-error.ts';
import type { Roster } from '../../session/types.ts';

export interface OwnBranch {
  record: BranchRecord;
  /** How far it has got in. */
  entry: BranchEntry;
}

export type OwnBranches =
  { kind: 'loading' } | { kind: 'failed'; error: ClientError } | { kind: 'ready'; branches: OwnBranch[] };

/** Milliseconds in which those who come in together are asked for together. */
const gatherMs = 1_000;

/** The branch that this liaison is responsible for, first, and those below it, kept up to date. */
export function useOwnBranches(): OwnBranches & { reload: () => void } {
  const { me, course, roster } = useClassroom();
  const [courseId, branchId] = [course?.id, me?.branchId];
  const known = courseId !== undefined && branchId !== undefined && branchId !== null;
  const records = useRequest('GET /api/courses/:courseId/branches', known ? { params: { courseId } } : null);
  const entries = useRequest(
    'GET /api/courses/:courseId/branches/:branchId/entry',
    known ? { params: { courseId, branchId } } : null,
  );
  const { reload: reloadRecords } = records;
  const { reload: reloadEntries } = entries;
  const reload = useCallback(() => {
    reloadRecords();
    reloadEntries();
  }, [reloadRecords, reloadEntries]);
  useNews(['roster.changed', 'session.changed'], reload);
  usePeople(roster, reloadEntries);
  const own = useMemo((): OwnBranches => {
    if (me !== null && me.branchId === null) return { kind: 'ready', branches: [] };
    if (records.kind === 'failed' || entries.kind === 'failed') {
      const failed = records.kind === 'failed' ? records : entries;
      return failed.kind === 'failed' ? { kind: 'failed', error: failed.error } : { kind: 'loading' };
    }
    if (records.kind === 'loading' || entries.kind === 'loading') return { kind: 'loading' };
    const byId = new Map(records.data.branches.map((record) => [record.id, record]));
    const branches = entries.data.branches.flatMap((entry) => {
      const record = byId.get(entry.branchId);
      return record ? [{ record, entry }] : [];
    });
    return { kind: 'ready', branches };
  }, [me, records, entries]);
  return { ...own, reload };
}

/** Calls `changed` when trainees have come whom this page did not know of. */
function usePeople(roster: Roster | null, changed: () => void): void {
  const people = useMemo(
    () =>
      [...(roster?.presence.values() ?? [])]
        .filter(({ role }) => role === 'trainee' || role === 'port')
        .map(({ participantId }) => participantId)
        .sort()
        .join(),
    [roster],
  );
  const seen = useRef(people);
  useEffect(() => {
    if (seen.current === people) return undefined;
    const timer = setTimeout(() => {
      seen.current = people;
      changed();
    }, gatherMs);
    return () => clearTimeout(timer);
  }, [people, changed]);
}
