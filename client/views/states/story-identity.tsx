import type { ReactElement } from 'react';
import type { EntryQuestion } from '../../../src/contract/entry.ts';
import type { OwnSession, Place } from '../../../src/contract/identity.ts';
import { AccountView } from '../identity/account-page.tsx';
import { LinkQuestionPage } from '../identity/link-question-page.tsx';
import { RecoveryCodes } from '../identity/recovery-codes.tsx';
import type { IdentityStory } from './stories.ts';

const stay = (): void => undefined;
const server: EntryQuestion = {
  label: '示例主办方',
  courseName: null,
  branchName: null,
  numberPart: 'whole',
  numberLabel: '',
  help: '',
};
const branch: EntryQuestion = {
  ...server,
  label: '示例分课堂 001',
  courseName: '示例培训班',
  branchName: '示例分课堂 001',
  numberPart: 'last6',
  numberLabel: '示例手机号',
  help: '示例主办方 000-0000-000',
};
const session: OwnSession = {
  sessionId: 'story',
  role: 'organiser',
  courseName: null,
  createdAt: Date.UTC(2030, 0, 7, 1),
  lastSeenAt: Date.UTC(2030, 0, 7, 2),
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36',
  current: true,
};
const phone = {
  ...session,
  sessionId: 'phone',
  userAgent: 'Mozilla/5.0 (iPhone) Safari/604.1',
  current: false,
};
const place: Place = {
  id: 'one',
  role: 'organiser',
  courseId: null,
  courseName: null,
  branchId: null,
  branchName: null,
};
const second: Place = { ...place, id: 'two', role: 'lecturer', courseId: 'course', courseName: '示例培训班' };

const factor = { since: Date.UTC(2030, 0, 2, 1), recoveryCodesLeft: 2, required: false };
const codes = Array.from({ length: 10 }, (_, index) => `SHL${index}-2345-6789-ABCD`);

/** The stories of getting in, and of one's own sign-ins. */
export function IdentityStoryView({ page }: { page: IdentityStory }): ReactElement {
  switch (page) {
    case 'firstAccount':
      return <LinkQuestionPage asks="account" token="story" question={server} onEntered={stay} />;
    case 'newAccount':
      return <LinkQuestionPage asks="account" token="story" question={branch} onEntered={stay} />;
    case 'identify':
      return <LinkQuestionPage asks="trainee" token="story" question={branch} onEntered={stay} />;
    case 'account':
      return (
        <AccountView
          own={{
            account: { name: '示例主办方', places: [place, second], secondFactor: factor },
            sessions: [session, phone],
          }}
          sessionId="story"
          onGo={stay}
          onChanged={stay}
        />
      );
    case 'recoveryCodes':
      return (
        <main className="account" data-theme="light">
          <RecoveryCodes codes={codes} onDone={stay} />
        </main>
      );
    case 'ownSession':
      return (
        <AccountView
          own={{ account: null, sessions: [{ ...session, role: 'trainee', courseName: '示例培训班' }] }}
          sessionId="story"
          onGo={stay}
          onChanged={stay}
        />
      );
  }
}
