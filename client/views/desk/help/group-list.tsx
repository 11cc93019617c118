import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketGroup } from '../../../../src/contract/help.ts';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useCodeWords, usePathWords } from '../../help/fact-list.tsx';
import { whenWords } from '../../common/when-words.ts';

/** What faults have in common, in words. */
function useCommonWords(): (group: TicketGroup) => string {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  const codes = useCodeWords();
  const paths = usePathWords();
  return ({ group, kind, common: { of, value } }) => {
    const what = t(`help.kind.${kind}`);
    if (of === 'kind') return what;
    if (of === 'error') return `${what} · ${codes(value)}`;
    if (of === 'path') return `${what} · ${paths(value)}`;
    // A branch may have been renamed since.
    return `${what} · ${roster?.branches.get(group.split('|')[2] ?? '')?.name ?? value}`;
  };
}

/** Equal faults, one line each; the first line is all of them. */
export function GroupList(props: {
  groups: readonly TicketGroup[];
  chosen: string | null;
  onChoose: (group: string | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { groups, chosen, onChoose } = props;
  const { classroom } = useClassSession();
  const words = useCommonWords();
  return (
    <nav className="help-groups" aria-label={t('helpDesk.groups')}>
      <button
        type="button"
        className="help-groups__one"
        aria-current={chosen === null ? 'true' : undefined}
        onClick={() => onChoose(null)}
      >
        <strong>{t('helpDesk.everything')}</strong>
      </button>
      {groups.map((one) => (
        <button
          key={one.group}
          type="button"
          className="help-groups__one"
          aria-current={chosen === one.group ? 'true' : undefined}
          onClick={() => onChoose(one.group)}
        >
          <strong>
            <bdi>{words(one)}</bdi>
          </strong>
          <span className="help-groups__facts figures">
            {one.open === 0 ? (
              <span className="quiet">{t('helpDesk.done')}</span>
            ) : (
              <span className="help-groups__open">{t('helpDesk.waiting', { count: one.open })}</span>
            )}
            {one.rooms === 0 ? null : <span>{t('helpDesk.rooms', { count: one.rooms })}</span>}
            <time className="quiet">{whenWords(one.lastAt, classroom.serverNow())}</time>
          </span>
        </button>
      ))}
    </nav>
  );
}
