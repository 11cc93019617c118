import type { Account } from '../../../src/contract/account.ts';
import type { AuditEntry } from '../../../src/contract/audit.ts';
import type { Place } from '../../../src/contract/identity.ts';
import { storyCourse, storyNow } from './story-data.ts';

const day = 86_400_000;

function place(id: string, role: Place['role'], branchName: string | null = null): Place {
  const branchId = branchName === null ? null : 'branch-1';
  return { id, role, courseId: storyCourse.id, courseName: storyCourse.name, branchId, branchName };
}
const ofServer = (id: string): Place => ({
  ...place(id, 'organiser'),
  courseId: null,
  courseName: null,
});

export const storyAccounts: Account[] = [
  { name: '示例主办方', lastSeenAt: storyNow, places: [ofServer('1')] },
  { name: '示例副主办方', lastSeenAt: storyNow - day, places: [ofServer('2'), place('3', 'lecturer')] },
  { name: '示例培训班主办方', lastSeenAt: storyNow - 3 * day, places: [place('4', 'organiser')] },
  { name: '示例联络员', lastSeenAt: null, places: [place('5', 'liaison', '示例第一分课堂')] },
  { name: '示例离任老师', lastSeenAt: storyNow - 60 * day, places: [] },
].map((account, index) => ({
  ...account,
  id: `account-${index}`,
  createdAt: storyNow - 90 * day,
  secondFactor: index < 2,
}));

const by = { sessionId: 'story', name: '示例主办方', role: 'organiser' as const };

function entry(id: number, action: string, change: Partial<AuditEntry>): AuditEntry {
  return {
    id,
    at: storyNow - (9 - id) * day,
    by,
    action,
    recordId: `${id}`,
    before: null,
    after: null,
    ...change,
  };
}

export const storyServerLog: { entries: AuditEntry[]; more: boolean; records: string[] } = {
  entries: [
    entry(8, 'session.opened', { after: { role: 'organiser', name: by.name } }),
    entry(7, 'account.removed', { before: { name: '示例旧账号' } }),
    entry(6, 'account.passwordChanged', {}),
    entry(5, 'course.created', { after: { name: storyCourse.name, branches: 221, trainees: 557 } }),
    entry(4, 'account.created', {
      after: { name: by.name, role: 'organiser', courseId: null, branchId: null },
    }),
    entry(3, 'invitation.created', {
      by: null,
      after: { role: 'organiser', label: by.name, branchId: null },
    }),
  ],
  more: false,
  records: ['account', 'course', 'invitation', 'session'],
};
