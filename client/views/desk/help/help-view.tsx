import { Segmented } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ticketStates } from '../../../../src/contract/help-limits.ts';
import type { Ticket, TicketGroup } from '../../../../src/contract/help.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import '../../../i18n/help-desk.ts';
import '../../../i18n/help.ts';
import { EmptyList } from '../records/empty.tsx';
import { FailedList } from '../records/record-page.tsx';
import { GroupAnswer } from './group-answer.tsx';
import { GroupList } from './group-list.tsx';
import { TicketItem } from './ticket-item.tsx';
import './help-desk.css';

type StateFilter = Ticket['state'] | 'all';

/** The fault desk: equal faults together, each with what its page knew; one answer reaches all of them. */
export function HelpView({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [state, setState] = useState<StateFilter>('open');
  const [group, setGroup] = useState<string | null>(null);
  const list = useRequest('GET /api/courses/:courseId/tickets', {
    params: { courseId },
    query: { ...(state === 'all' ? {} : { state }), ...(group === null ? {} : { group }) },
  });
  useNews(['help.changed'], list.reload, 500);
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  const data = list.kind === 'ready' ? list.data : null;
  const groups = (data?.groups ?? []).filter(
    (one) => state !== 'open' || one.open > 0 || one.group === group,
  );
  const isEmpty = data?.groups.length === 0;
  return (
    <section className="desk__section records">
      <header className="records__head">
        <h1>
          {t('helpDesk.title')}
          {data === null || data.open === 0 ? null : (
            <span className="quiet figures records__count">{t('helpDesk.open', { count: data.open })}</span>
          )}
        </h1>
        <Segmented<StateFilter>
          aria-label={t('helpDesk.filter')}
          value={state}
          onChange={(next) => {
            setState(next);
            setGroup(null);
          }}
          options={[
            ...ticketStates.map((one) => ({ value: one, label: t(`help.state.${one}`) })),
            { value: 'all' as const, label: t('helpDesk.all') },
          ]}
        />
      </header>
      {isEmpty ? (
        <EmptyList text={t('helpDesk.empty')} />
      ) : (
        <div className="help-desk">
          <GroupList groups={groups} chosen={group} onChoose={setGroup} />
          <Tickets
            courseId={courseId}
            tickets={data?.tickets ?? null}
            group={groups.find((one) => one.group === group) ?? null}
            onChanged={list.reload}
          />
        </div>
      )}
    </section>
  );
}

function Tickets(props: {
  courseId: string;
  tickets: readonly Ticket[] | null;
  group: TicketGroup | null;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, tickets, group, onChanged } = props;
  const open = tickets?.find(({ state }) => state !== 'closed');
  return (
    <div className="help-desk__tickets">
      {group === null || open === undefined || group.total < 2 ? null : (
        <GroupAnswer
          key={group.group}
          courseId={courseId}
          ticketId={open.id}
          count={group.unclosed}
          onChanged={onChanged}
        />
      )}
      {tickets?.length === 0 ? <p className="quiet">{t('helpDesk.emptyState')}</p> : null}
      <ul>
        {tickets?.map((ticket) => (
          <TicketItem key={ticket.id} courseId={courseId} ticket={ticket} onChanged={onChanged} />
        ))}
      </ul>
    </div>
  );
}
