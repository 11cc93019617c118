import { Button, Drawer, Input } from 'antd';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { patrolLimits } from '../../../../src/contract/patrol-limits.ts';
import type { Finding } from '../../../../src/contract/patrol.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { FindingStateWord } from './finding-state.tsx';

/** One finding at the side: its picture, what was said to it, and the organiser's word that settles or reopens it. */
export function FindingPanel(props: {
  finding: Finding;
  onClose: () => void;
  onChanged: (changed: Finding) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { finding, onClose, onChanged } = props;
  const { name, kind, headCount, note, round, lessonTitle, filedBy, filedAt, answer, settlement } = finding;
  const isSettled = finding.state === 'settled';
  return (
    <Drawer open size={480} title={name} onClose={onClose}>
      <div className="finding-panel">
        <p className="finding-panel__head">
          <strong>{t(`patrolFindings.kind.${kind}`)}</strong>
          <FindingStateWord state={finding.state} />
        </p>
        <FindingPicture finding={finding} />
        <p>
          {headCount === null ? null : (
            <span className="figures">{t('patrolFindings.heads', { count: headCount })}</span>
          )}
          <bdi className="finding-panel__note">{note}</bdi>
        </p>
        <p className="quiet">
          {t('patrolFindings.filedBy', { name: filedBy.name, time: momentOf(filedAt) })}
          <br />
          {lessonTitle}
          {round === null ? null : ` · ${t('patrolDesk.round', { number: round.number })}`}
        </p>
        {answer === null ? (
          <p className="quiet">{t('patrolDesk.notAnswered')}</p>
        ) : (
          <Remark title={t('patrolFindings.answeredBy', { name: answer.by })} remark={answer} />
        )}
        {settlement === null ? null : (
          <Remark
            title={t(isSettled ? 'patrolFindings.settledBy' : 'patrolFindings.reopenedBy', {
              name: settlement.by,
            })}
            remark={settlement}
          />
        )}
        <Decision key={String(isSettled)} finding={finding} onChanged={onChanged} />
      </div>
    </Drawer>
  );
}

function momentOf(at: number): string {
  return `${calendarDay(at, currentLanguage())} ${clockTime(at)}`;
}

function FindingPicture({ finding }: { finding: Finding }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { picture, findingId, name, filedAt } = finding;
  if (picture === null) return <p className="quiet">{t('patrolFindings.noPicture')}</p>;
  return (
    <img
      className="finding-panel__picture"
      src={api.address('GET /api/findings/:findingId/picture', { params: { findingId } })}
      alt={t('patrolFindings.picture', { name, time: clockTime(filedAt) })}
      width={picture.width}
      height={picture.height}
    />
  );
}

function Remark(props: { title: string; remark: { text: string; at: number } }): ReactElement {
  const { title, remark } = props;
  return (
    <div className="finding-panel__remark">
      <p className="quiet">
        <bdi>{title}</bdi> · <span className="figures">{momentOf(remark.at)}</span>
      </p>
      <bdi>{remark.text}</bdi>
    </div>
  );
}

function Decision(props: { finding: Finding; onChanged: (changed: Finding) => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const [text, setText] = useState('');
  const change = useChange();
  const fieldId = useId();
  const { finding, onChanged } = props;
  const { courseId, findingId, revision } = finding;
  const what = finding.state === 'settled' ? 'reopen' : 'settle';
  const decide = (): void => {
    const input = { params: { courseId, findingId }, body: { text, revision } };
    const send = () =>
      what === 'reopen'
        ? api.request('POST /api/courses/:courseId/findings/:findingId/reopening', input)
        : api.request('POST /api/courses/:courseId/findings/:findingId/settlement', input);
    void change.run(async () => onChanged(await send()));
  };
  return (
    <div className="finding-panel__decision">
      <label htmlFor={fieldId}>{t(`patrolDesk.${what}Label`)}</label>
      <Input.TextArea
        id={fieldId}
        rows={3}
        maxLength={patrolLimits.note}
        placeholder={t(`patrolDesk.${what}Hint`)}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <ChangeError change={change} />
      <Button
        type={what === 'settle' ? 'primary' : 'default'}
        loading={change.busy}
        disabled={text.trim() === ''}
        onClick={decide}
      >
        {t(`patrolDesk.${what}`)}
      </Button>
    </div>
  );
}
