import { Drawer } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../../src/contract/attendance.ts';
import { ChangeHistory } from './change-history.tsx';
import { DecisionForm } from './decision-form.tsx';
import { MarkWords, PresenceWords, SeenWords, SignInLines, VerdictWords } from './evidence-words.tsx';
import type { LessonPlace } from './use-lesson-attendance.ts';

/** Everything known of one person in the lesson, the decision, and what was changed. */
export function EvidencePanel(props: {
  place: LessonPlace;
  trainee: Evidence;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { place, trainee, onClose, onChanged } = props;
  const { name, number, unit, branchName, verdict } = trainee;
  const sources = [
    { key: 'signIn', content: <SignInLines trainee={trainee} own /> },
    { key: 'others', content: <SignInLines trainee={trainee} own={false} /> },
    { key: 'mark', content: <MarkWords mark={trainee.mark} /> },
    // Whoever sits in a room is not online: the room's screen is.
    {
      key: trainee.port ? 'presence' : 'screenPresence',
      content: <PresenceWords presence={trainee.presence} />,
    },
    { key: 'patrol', content: <SeenWords seen={trainee.seen} /> },
    { key: 'verdict', content: <Verdict verdict={verdict} /> },
  ] as const;
  const where = trainee.port ? t('attendanceDesk.ports') : branchName;
  const about = [unit, where].filter((one) => one !== null && one !== '').join(' · ');
  return (
    <Drawer open size={480} title={name} onClose={onClose}>
      <div className="attendance-panel">
        <p className="quiet">
          <span className="figures">{number}</span> · <bdi>{about}</bdi>
        </p>
        <dl className="attendance-panel__sources">
          {sources.map(({ key, content }) => (
            <div key={key}>
              <dt className="quiet">{t(`attendanceDesk.evidence.${key}`)}</dt>
              <dd>{content}</dd>
            </div>
          ))}
        </dl>
        <ChangeHistory place={place} of={{ traineeId: trainee.traineeId }} />
        <DecisionForm place={place} trainee={trainee} onChanged={onChanged} />
      </div>
    </Drawer>
  );
}

/** What follows, and the reason of whoever decided so. */
function Verdict({ verdict }: Pick<Evidence, 'verdict'>): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <VerdictWords verdict={verdict} />
      {verdict.decided === null ? null : (
        <p>
          <bdi>{t('attendanceDesk.evidence.reason', { reason: verdict.decided.reason })}</bdi>
        </p>
      )}
    </>
  );
}
