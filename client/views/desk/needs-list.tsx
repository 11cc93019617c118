import { Button } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/attendance-desk.ts';
import '../../i18n/patrol-desk.ts';
import { clockTime } from '../common/time.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import type { LessonPlace } from './attendance/use-lesson-attendance.ts';
import type { DeskView } from './desk-choice.ts';
import { ChangeError } from './records/parts.tsx';
import { useChange } from './records/use-change.ts';
import { FindingPanel } from './patrol/finding-panel.tsx';
import { useOpenFinding } from './patrol/use-open-finding.ts';
import { FindingStateWord } from './patrol/finding-state.tsx';
import { WorkWords } from './attendance/work-list.tsx';
import type { Needs } from './use-needs.ts';

/** What waits for a person, the most pressing first, each with the way to where it is done. */
export function NeedsList(props: {
  place: LessonPlace;
  needs: Needs;
  onView: (view: DeskView) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { place, needs, onView } = props;
  if (!needs.complete) {
    return (
      <section className="needs card" aria-label={t('desk.needs.title')} aria-busy>
        <h2>{t('desk.needs.title')}</h2>
        <p className="quiet">{t('common.loading')}</p>
      </section>
    );
  }
  const total =
    needs.help + needs.requests.length + needs.unsettled + needs.undecided + (needs.uncalled > 0 ? 1 : 0);
  return (
    <section className="needs card" aria-label={t('desk.needs.title')}>
      <h2>
        {t('desk.needs.title')} <span className="quiet figures records__count">{total}</span>
      </h2>
      {total === 0 ? <p className="quiet">{t('desk.needs.none')}</p> : null}
      <ul>
        {needs.help === 0 ? null : (
          <Row action={t('desk.needs.open')} onAct={() => onView('help')}>
            <strong>{t('desk.needs.help', { count: needs.help })}</strong>
          </Row>
        )}
        {needs.requests.map((request) => (
          <SecondPerson key={request.requestId} place={place} request={request} onDone={needs.reload} />
        ))}
        <Findings needs={needs} />
        {needs.uncalled === 0 ? null : (
          <Row action={t('desk.needs.open')} onAct={() => onView('attendance')}>
            <strong>{t('desk.needs.uncalled', { count: needs.uncalled })}</strong>
          </Row>
        )}
        {needs.work.map((item) => (
          <Row
            key={`${item.kind} ${item.branchId ?? ''} ${item.trainee?.traineeId ?? ''}`}
            action={t('desk.needs.decide')}
            onAct={() => onView('attendance')}
          >
            <WorkWords item={item} />
          </Row>
        ))}
      </ul>
      <p className="needs__more">
        {needs.unsettled > needs.findings.length ? (
          <Button type="link" onClick={() => onView('patrol')}>
            {t('desk.needs.allFindings', { count: needs.unsettled })}
          </Button>
        ) : null}
        {needs.undecided > needs.work.length ? (
          <Button type="link" onClick={() => onView('attendance')}>
            {t('desk.needs.allWork', { count: needs.undecided })}
          </Button>
        ) : null}
      </p>
    </section>
  );
}

/** What inspectors filed: it is read and settled right here. */
function Findings({ needs }: { needs: Needs }): ReactElement {
  const { t } = useTranslation();
  const { open, setOpen } = useOpenFinding(needs.findings);
  return (
    <>
      {needs.findings.map((finding) => (
        <Row key={finding.findingId} action={t('desk.needs.look')} onAct={() => setOpen(finding)}>
          <bdi>
            <strong>{finding.name}</strong>
          </bdi>{' '}
          {t(`patrolFindings.kind.${finding.kind}`)} <FindingStateWord state={finding.state} />{' '}
          <span className="quiet figures">{clockTime(finding.filedAt)}</span>
          {finding.note === '' ? null : (
            <p>
              <bdi>{finding.note}</bdi>
            </p>
          )}
        </Row>
      ))}
      {open === null ? null : (
        <FindingPanel
          key={open.findingId}
          finding={open}
          onClose={() => setOpen(null)}
          onChanged={(changed) => {
            setOpen(changed);
            needs.reload();
          }}
        />
      )}
    </>
  );
}

/** A second person on a device: on a port, or in a room whose liaison has not answered. Somebody asks there, and says it here. */
function SecondPerson(props: {
  place: LessonPlace;
  request: Needs['requests'][number];
  onDone: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const change = useChange();
  const { requestId, name, number, otherName, branchName } = props.request;
  const decide = (decision: 'confirm' | 'deny'): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/requests/:requestId', {
          params: { ...props.place, requestId },
          body: { decision },
        }),
      )
      .then((done) => done && props.onDone());
  return (
    <li>
      <div>
        <bdi>
          <strong>{name}</strong>
        </bdi>{' '}
        <span className="quiet figures">{number}</span>{' '}
        <bdi className="quiet">{branchName ?? t('attendanceDesk.ports')}</bdi>
        <p>
          <bdi>{t('desk.needs.second', { other: otherName })}</bdi>
        </p>
        <ChangeError change={change} />
      </div>
      <div className="needs__actions">
        <Button disabled={change.busy} onClick={() => decide('confirm')}>
          {t('desk.needs.confirm')}
        </Button>
        <Button disabled={change.busy} onClick={() => decide('deny')}>
          {t('desk.needs.deny')}
        </Button>
      </div>
    </li>
  );
}

function Row(props: { action: string; onAct: () => void; children: ReactNode }): ReactElement {
  return (
    <li>
      <div>{props.children}</div>
      <Button onClick={props.onAct}>{props.action}</Button>
    </li>
  );
}
