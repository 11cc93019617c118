import type { z } from 'zod';
import { patrolLimits, type Finding, type patrolCommands } from '../contract/patrol.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection } from '../lib/feature.ts';
import { writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import * as records from './finding-records.ts';
import type { Findings } from './findings.ts';
import type { Patrol } from './patrol.ts';
import { acceptPicture } from './picture.ts';
import type { Still } from './room.ts';

export interface FilingDependencies {
  store: Store;
  patrol: Patrol;
  findings: Findings;
}

type Filed = z.output<(typeof patrolCommands)['patrol.file']['input']>;

/**
 * Files a finding with the picture of that moment. A page that sends it again gets what is on record. Committed when it
 * resolves.
 * @throws `not_joined`, `not_found` for an unknown room, `picture_refused`, `findings_full`, `invalid_input` for an id that
 * is another one's
 */
export async function fileFinding(
  { store, patrol, findings }: FilingDependencies,
  connection: Connection,
  { findingId, tileId, kind, note, headCount, picture }: Filed,
): Promise<Finding> {
  const { participant: by, view, wall, rounds } = patrol.require(connection);
  const { id: lessonId, courseId } = view.lesson;
  const room = wall.room(tileId);
  if (!room) throw new AppError('not_found');
  const kept = pictureOf(picture, room.still);
  const seen = { id: findingId, tileId, kind: 'finding', headCount } as const;
  const { isNew } = await rounds.saw(by, seen, async (queries, { roundId, at }) => {
    if ((await records.countFindings(queries, lessonId)) >= patrolLimits.findingsPerLesson) {
      throw new AppError('findings_full');
    }
    const { of, name, parentId } = room.record;
    const row = {
      id: findingId,
      courseId,
      lessonId,
      roundId,
      tileId,
      of,
      branchId: of === 'branch' ? tileId : parentId,
      name,
      kind,
      note,
      headCount,
      filedAt: at,
      filedBySessionId: by.sessionId,
      filedBy: by.name,
      filedByRole: by.role,
    };
    await records.insertFinding(queries, row, kept);
    const after = { name, kind, note, headCount };
    await writeAudit(queries, by, [{ courseId, action: 'finding.filed', recordId: findingId, after }]);
  });
  const finding = await records.findFinding(store.db, findingId);
  if (!finding) throw new AppError('not_found');
  if (isNew) await findings.tell(finding);
  return finding;
}

/** What is kept with a finding: the page's own picture when it keeps within the bounds, or the newest still if there is one. */
function pictureOf(
  picture: Filed['picture'],
  newest: Still | null,
): Omit<records.PictureRow, 'findingId'> | null {
  if (picture === null || (picture === 'newest' && !newest)) return null;
  if (picture === 'newest') return newest && asRecord(newest.bytes, newest);
  const info = acceptPicture(picture, { side: patrolLimits.pictureSide, bytes: patrolLimits.pictureBytes });
  if (!info) throw new AppError('picture_refused');
  return asRecord(picture, info);
}

function asRecord(
  content: Uint8Array,
  { type, width, height }: Pick<Still, 'type' | 'width' | 'height'>,
): Omit<records.PictureRow, 'findingId'> {
  return { type, width, height, content, bytes: content.byteLength };
}
