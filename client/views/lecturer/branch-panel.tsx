import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useDirector } from '../../hooks/use-director.ts';
import '../../i18n/direct.ts';
import type { BranchNode, Roster } from '../../session/types.ts';
import { Icon } from '../common/icon.tsx';
import { DirectorError } from './stage/director-error.tsx';
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
  const director = useDirector();
  const guests = useGuestIds();
  const rows = useMemo(() => (roster === null ? [] : branchRows(roster, onlyMissing)), [roster, onlyMissing]);
  return (
    <aside className="panel" aria-label={t('lecturer.branches')}>
      <header className="panel__head">
        <h2>
          {t('lecturer.branches')}
          <span className="quiet figures">
            {t('lecturer.branchesOnline', { online: counts.branchesOnline, total: counts.branchesTotal })}
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
      <DirectorError error={director.error} />
      <ul className="tree">
        {rows.map((row) => (
          <BranchGroup
            key={row.node.branch.id}
            row={row}
            open={onlyMissing}
            onStage={guests}
            onCall={(branchId) => director.call({ branchId })}
          />
        ))}
        <PortGroup onStage={guests} onCall={(participantId) => director.call({ participantId })} />
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

/** The branches and ports that are called or live. */
function useGuestIds(): ReadonlySet<string> {
  const { guests } = useClassroom().stage;
  return useMemo(
    () =>
      new Set(
        guests.map(
          ({ role, branchId, participantId }) => (role === 'port' ? null : branchId) ?? participantId,
        ),
      ),
    [guests],
  );
}

interface Calling {
  onStage: ReadonlySet<string>;
  onCall: (id: string) => void;
}

/** The ports that are there; each can be called by name. */
function PortGroup({ onStage, onCall }: Calling): ReactElement | null {
  const { t } = useTranslation();
  const { roster, counts } = useClassroom();
  const ports = [...(roster?.presence.values() ?? [])].filter(
    ({ role, state }) => role === 'port' && state === 'online',
  );
  if (ports.length === 0) return null;
  return (
    <li>
      <details>
        <summary className="tree__row">
          <Icon name="chevron" />
          <span className="tree__name">{t('direct.branch.ports')}</span>
          <span className="quiet figures">
            {t('lecturer.branchGroup', { online: counts.portsOnline, total: counts.portsTotal })}
          </span>
        </summary>
        <ul className="tree__children">
          {ports.map(({ participantId, name }) => (
            <li key={participantId}>
              <BranchLine name={name} state="online" call={callOf(participantId, onStage, onCall)} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

/** What calls somebody; null while they are on the stage. */
function callOf(id: string, onStage: ReadonlySet<string>, onCall: (id: string) => void): (() => void) | null {
  return onStage.has(id) ? null : () => onCall(id);
}

function BranchGroup({
  row,
  open,
  onStage,
  onCall,
}: { row: BranchRow; open: boolean } & Calling): ReactElement {
  const { t } = useTranslation();
  const { id, name } = row.node.branch;
  if (row.node.children.length === 0) {
    return (
      <li>
        <BranchLine name={name} state={row.state} call={callOf(id, onStage, onCall)} />
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
          {row.state === 'online' ? (
            <li>
              <BranchLine name={name} state={row.state} call={callOf(id, onStage, onCall)} />
            </li>
          ) : null}
          {row.children.map((child) => (
            <li key={child.id}>
              <BranchLine name={child.name} state={child.state} call={callOf(child.id, onStage, onCall)} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

function BranchLine(props: { name: string; state: RoomState; call: (() => void) | null }): ReactElement {
  const { name, state, call } = props;
  const { t } = useTranslation();
  return (
    <div className="tree__row">
      <span className={`dot dot--${stateTones[state]}`} />
      <span className="tree__name">{name}</span>
      {state === 'online' ? (
        <button
          type="button"
          className="tree__call"
          disabled={call === null}
          aria-label={t('direct.branch.callNamed', { name })}
          onClick={() => call?.()}
        >
          {t('direct.branch.call')}
        </button>
      ) : null}
      <span className="quiet">{t(`presence.${state}`)}</span>
    </div>
  );
}
