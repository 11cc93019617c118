import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import type { BranchNode, Roster } from '../../session/types.ts';
import { Icon } from '../common/icon.tsx';
import { roomState, stateTones, type RoomState } from '../common/signal.ts';

interface BranchRow {
  node: BranchNode;
  state: RoomState;
  online: number;
  total: number;
  children: readonly { id: string; name: string; state: RoomState }[];
}

/** The tree with its states; `onlyMissing` leaves what is not online, and the groups that contain it. */
function branchRows(roster: Roster, onlyMissing: boolean): BranchRow[] {
  const stateOf = (node: BranchNode): RoomState => roomState(roster.byBranch.get(node.branch.id));
  return roster.tree
    .map((node) => {
      const children = node.children.map((child) => ({
        id: child.branch.id,
        name: child.branch.name,
        state: stateOf(child),
      }));
      const state = stateOf(node);
      const states = [state, ...children.map((child) => child.state)];
      return {
        node,
        state,
        online: states.filter((one) => one === 'online').length,
        total: states.length,
        children: onlyMissing ? children.filter((child) => child.state !== 'online') : children,
      };
    })
    .filter((row) => !onlyMissing || row.online < row.total);
}

/** Who is there: a tree of branches with a dot and a word each, and the counts. */
export function BranchPanel(): ReactElement {
  const { t } = useTranslation();
  const { roster, counts } = useClassroom();
  const [onlyMissing, setOnlyMissing] = useState(false);
  const rows = useMemo(() => (roster === null ? [] : branchRows(roster, onlyMissing)), [roster, onlyMissing]);
  return (
    <aside className="panel" aria-label={t('lecturer.branches')}>
      <header className="panel__head">
        <h2>
          {t('lecturer.branches')}
          <span className="quiet figures">
            {counts.branchesOnline} / {counts.branchesTotal}
          </span>
        </h2>
        <label className="panel__filter">
          <input
            type="checkbox"
            checked={onlyMissing}
            onChange={(event) => setOnlyMissing(event.target.checked)}
          />
          {t('lecturer.onlyMissing')}
        </label>
      </header>
      <ul className="tree">
        {rows.map((row) => (
          <BranchGroup key={row.node.branch.id} row={row} open={onlyMissing} />
        ))}
      </ul>
      {rows.length === 0 ? (
        <p className="panel__empty quiet">
          {counts.branchesTotal === 0 ? t('lecturer.noBranches') : t('lecturer.allHere')}
        </p>
      ) : null}
      {counts.portsTotal > 0 ? (
        <p className="panel__foot quiet figures">
          {t('lecturer.ports', { online: counts.portsOnline, total: counts.portsTotal })}
        </p>
      ) : null}
    </aside>
  );
}

function BranchGroup({ row, open }: { row: BranchRow; open: boolean }): ReactElement {
  const { t } = useTranslation();
  const { name } = row.node.branch;
  if (row.node.children.length === 0) {
    return (
      <li>
        <BranchLine name={name} state={row.state} />
      </li>
    );
  }
  return (
    <li>
      {/* The key makes the group follow the filter; by hand it opens and closes as it likes. */}
      <details key={String(open)} open={open}>
        <summary className="tree__row">
          <Icon name="chevron" />
          <span className={`dot dot--${stateTones[row.state]}`} />
          <span className="tree__name">{name}</span>
          <span className="only-spoken">{t(`presence.${row.state}`)}</span>
          <span className="quiet figures">
            {t('lecturer.branchGroup', { online: row.online, total: row.total })}
          </span>
        </summary>
        <ul className="tree__children">
          {row.children.map((child) => (
            <li key={child.id}>
              <BranchLine name={child.name} state={child.state} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

function BranchLine({ name, state }: { name: string; state: RoomState }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="tree__row">
      <span className={`dot dot--${stateTones[state]}`} />
      <span className="tree__name">{name}</span>
      <span className="quiet">{t(`presence.${state}`)}</span>
    </div>
  );
}
