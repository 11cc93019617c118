import type { BranchEntry } from '../../../src/contract/entry.ts';
import type { BranchRecord, TraineeRecord } from '../../../src/contract/records.ts';
import type { Roster } from '../../session/types.ts';
import { createRoster } from '../../session/roster.ts';
import { storyRoster } from './story-data.ts';

const own = 'branch-1';
const parts = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/** What a liaison is told of the branches: the first one and the two below it. */
export function storyOwnRoster(arrived: number): Roster {
  const { branches, presence } = storyRoster(arrived);
  const mine = [...branches.values()]
    .filter(({ id, parentId }) => id === own || parentId === own)
    .slice(0, 3);
  const ids = new Set(mine.map(({ id }) => id));
  return createRoster(
    mine,
    [...presence.values()].filter(({ branchId }) => branchId !== null && ids.has(branchId)),
  );
}

export const storyOwnBranches: BranchRecord[] = [...storyOwnRoster(0).branches.values()].map(
  (branch, place) => ({
    ...branch,
    number: place + 1,
    place: `示例市示例路 ${place + 1} 号`,
    unit: '示例单位',
    liaisonName: `示例联络员${parts[place] ?? ''}`,
    liaisonPhone: `1390000000${place}`,
    traineeCount: place === 2 ? 0 : parts.length,
    revision: 1,
  }),
);

export const storyTrainees: TraineeRecord[] = parts.map((part, place) => ({
  id: `trainee-${place}`,
  number: `20300000000${place}`,
  name: `示例学员${part}`,
  unit: '示例单位',
  branchId: own,
  port: false,
  revision: 1,
}));

/** @param arrived 0: nobody has come in yet */
export function storyEntries(arrived: number): BranchEntry[] {
  return storyOwnBranches.map(({ id: branchId, name, level, traineeCount }, place) => {
    const missing = arrived === 0 ? parts.length : place === 0 ? 3 : 0;
    return {
      branchId,
      name,
      level,
      trainees: traineeCount,
      identified: traineeCount === 0 ? 0 : traineeCount - missing,
      missing:
        traineeCount === 0
          ? []
          : storyTrainees.slice(-missing || parts.length).map(({ id, name: who }) => ({
              traineeId: id,
              name: who,
            })),
      screens: arrived === 0 ? 0 : 1,
      liaisons: 1,
    };
  });
}
