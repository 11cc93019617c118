import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Branch } from '../../../src/contract/course.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { useCourseId, useInbox } from './use-inbox.ts';
import { useThread } from './use-thread.ts';
import '../../i18n/messages.ts';
import './messages.css';

/** The line of those who run the class: organisers, lecturer, inspectors and liaisons. */
export function StaffLinePanel(): ReactElement | null {
  const courseId = useCourseId();
  const { roster } = useClassroom();
  if (courseId === null) return null;
  return <StaffLine courseId={courseId} branches={[...(roster?.branches.values() ?? [])]} />;
}

/** The same where the course and its branches are known already. */
export function StaffLine(props: { courseId: string; branches: readonly Branch[] }): ReactElement | null {
  const inbox = useInbox(props.courseId);
  if (inbox.kind === 'failed') return <ErrorText error={inbox.error} onRetry={inbox.reload} />;
  if (inbox.kind === 'loading') return null;
  const line = inbox.data.threads.find(({ kind }) => kind === 'staff');
  if (line === undefined) return null;
  return <Line {...props} threadId={line.id} />;
}

function Line(props: { courseId: string; threadId: string; branches: readonly Branch[] }): ReactElement {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const [concerning, setConcerning] = useState<'me' | 'all'>('me');
  const allId = useId();
  return (
    <div className="message-panel">
      {role === 'liaison' ? (
        <p className="message-panel__switch">
          <input
            id={allId}
            type="checkbox"
            checked={concerning === 'all'}
            onChange={(event) => setConcerning(event.target.checked ? 'all' : 'me')}
          />
          <label htmlFor={allId}>{t('messages.showAll')}</label>
        </p>
      ) : null}
      <LineThread key={concerning} {...props} concerning={concerning} isLiaison={role === 'liaison'} />
    </div>
  );
}

function LineThread(props: {
  courseId: string;
  threadId: string;
  branches: readonly Branch[];
  concerning: 'me' | 'all';
  isLiaison: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, threadId, branches, concerning, isLiaison } = props;
  const [branchId, setBranchId] = useState<string | null>(null);
  const toId = useId();
  const thread = useThread(courseId, threadId, concerning);
  return (
    <>
      <Conversation {...{ courseId, threadId, thread }} empty={t('messages.staffEmpty')} />
      <Composer
        onSend={(what) => {
          thread.outbox.send({ ...what, branchId });
          // A word for one branch must not take the next one along.
          setBranchId(null);
        }}
      >
        {isLiaison ? <p className="quiet">{t('messages.toOwnBranch')}</p> : null}
        {isLiaison || branches.length === 0 ? null : (
          <p className="composer__to">
            <label htmlFor={toId}>{t('messages.to')}</label>
            <select
              id={toId}
              className="field"
              value={branchId ?? ''}
              onChange={(event) => setBranchId(event.target.value === '' ? null : event.target.value)}
            >
              <option value="">{t('messages.toStaff')}</option>
              {branches.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </p>
        )}
      </Composer>
    </>
  );
}
