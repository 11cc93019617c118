import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryQuestion } from '../../../src/contract/entry.ts';
import type { Participant } from '../../../src/contract/identity.ts';
import { identify, type LinkQuestion } from '../../session/entrance.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { Topline } from '../common/topline.tsx';
import { AccountForm } from './account-form.tsx';
import { IdentifyForm } from './identify-form.tsx';
import './identity.css';

export interface LinkQuestionPageProps extends LinkQuestion {
  token: string;
  onEntered: (participant: Participant) => void;
}

/** A link that asks who it is: for an account, name and password; for a trainee, name and number. */
export function LinkQuestionPage({ asks, ...rest }: LinkQuestionPageProps): ReactElement {
  const { t } = useTranslation();
  const { question } = rest;
  usePageTheme('light', question.courseName ?? 'Plenum');
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="entrance">
        <EntryHead question={question} />
        {asks === 'account' ? (
          <AccountForm {...rest} />
        ) : (
          <IdentifyForm {...rest} identify={(who) => identify(rest.token, who)} />
        )}
        {question.help === '' ? null : (
          <p className="quiet entrance__help">{t('identity.help', { help: question.help })}</p>
        )}
      </main>
    </div>
  );
}

/** Where the link leads, so that nobody signs in to the wrong place. */
function EntryHead({
  question: { courseName, branchName },
}: {
  question: EntryQuestion;
}): ReactElement | null {
  if (courseName === null) return null;
  return (
    <p className="entrance__where">
      <strong>{courseName}</strong>
      {branchName === null ? null : <span className="quiet">{branchName}</span>}
    </p>
  );
}
