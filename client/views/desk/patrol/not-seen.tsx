import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundTile } from '../../../../src/contract/patrol.ts';

/** Names that are read at a glance; the rest behind a click. */
const firstNames = 24;

/**
 * The rooms of a round at which nobody has looked.
 * @param props `whose`: the names of those on duty, by session; none of a round that is over
 */
export function NotSeen(props: {
  rooms: readonly RoundTile[];
  whose?: ReadonlyMap<string, string>;
}): ReactElement {
  const { t } = useTranslation();
  const { rooms, whose } = props;
  const [all, setAll] = useState(false);
  const shown = all ? rooms : rooms.slice(0, firstNames);
  const titleOf = ({ assignedTo }: RoundTile): string | undefined => {
    if (whose === undefined) return undefined;
    const name = whose.get(assignedTo ?? '');
    return name === undefined ? t('patrolDesk.unassigned') : t('patrolDesk.assignedTo', { name });
  };
  return (
    <section className="patrol-round__rest">
      <h3>
        {t('patrolDesk.notSeen')}{' '}
        <span className="quiet figures">{t('patrolDesk.notSeenCount', { count: rooms.length })}</span>
      </h3>
      {rooms.length === 0 ? <p className="quiet">{t('patrolDesk.allSeen')}</p> : null}
      <ul className="patrol-round__rooms">
        {shown.map((room) => (
          <li key={room.tileId} title={titleOf(room)}>
            <bdi>{room.name}</bdi>
          </li>
        ))}
      </ul>
      {rooms.length > shown.length ? (
        <button type="button" className="patrol-round__more" onClick={() => setAll(true)}>
          {t('patrolDesk.more', { count: rooms.length - shown.length })}
        </button>
      ) : null}
    </section>
  );
}
