import { Button, Tag } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../../src/contract/help.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { FactList } from '../../help/fact-list.tsx';
import { whenWords } from '../../common/when-words.ts';
import { AnswerForm, CloseButton } from './answer-form.tsx';

const colours = { open: 'warning', answered: 'processing', closed: 'default' } as const;

/** One request for help: who, what, what the page knew, and what was answered. */
export function TicketItem(props: { courseId: string; ticket: Ticket; onChanged: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, ticket, onChanged } = props;
  const { classroom } = useClassSession();
  const [answering, setAnswering] = useState(false);
  const { id, kind, text, role, name, branchName, at, state, facts, answers, closedAt, closedBy } = ticket;
  const now = classroom.serverNow();
  return (
    <li className="desk-ticket card" data-state={state}>
      <div className="desk-ticket__what">
        <p className="desk-ticket__head">
          <strong>{t(`help.kind.${kind}`)}</strong>
          <Tag color={colours[state]}>{t(`help.state.${state}`)}</Tag>
          <time className="quiet figures">{whenWords(at, now)}</time>
        </p>
        <p className="quiet">
          {t(`role.${role}`)} · <bdi>{name}</bdi>
          {branchName === null || branchName === name ? null : (
            <>
              {' · '}
              <bdi>{branchName}</bdi>
            </>
          )}
        </p>
        <p className={text === '' ? 'quiet' : 'desk-ticket__text'}>
          <bdi>{text === '' ? t('helpDesk.noText') : text}</bdi>
        </p>
        {answers.map((answer) => (
          <div key={answer.id} className="desk-ticket__answer">
            <p className="quiet">
              <bdi>{answer.by}</bdi> <time className="figures">{whenWords(answer.at, now)}</time>
            </p>
            <p className="desk-ticket__text">
              <bdi>{answer.text}</bdi>
            </p>
          </div>
        ))}
        {closedAt === null ? null : (
          <p className="quiet figures">
            {t('helpDesk.closedBy', { name: closedBy ?? '', time: whenWords(closedAt, now) })}
          </p>
        )}
        {answering ? (
          <AnswerForm
            courseId={courseId}
            ticketId={id}
            toGroup={false}
            label={t('helpDesk.send')}
            others={<Button onClick={() => setAnswering(false)}>{t('common.cancel')}</Button>}
            onAnswered={() => {
              setAnswering(false);
              onChanged();
            }}
          />
        ) : (
          <div className="answer-form__actions">
            <Button onClick={() => setAnswering(true)}>{t('helpDesk.answer')}</Button>
            {state === 'closed' ? null : (
              <CloseButton courseId={courseId} ticketId={id} ofGroup={false} onClosed={onChanged} />
            )}
          </div>
        )}
      </div>
      <section className="desk-ticket__facts" aria-label={t('helpDesk.facts')}>
        <FactList facts={facts} />
      </section>
    </li>
  );
}
