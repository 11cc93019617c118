import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchEntry } from '../../../src/contract/entry.ts';
import type { BranchRecord } from '../../../src/contract/records.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ScreenState } from './screen-state.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';

const TraineeList = lazyView(async () => (await import('./trainee-list.tsx')).TraineeList);

/** One branch: its screen, how many have come in and who is missing, and its list of trainees. */
export function BranchCard(props: { record: BranchRecord; entry: BranchEntry; own: boolean }): ReactElement {
  const { t } = useTranslation();
  const { record, entry, own } = props;
  const [listed, setListed] = useState(false);
  const where = [record.place, record.unit].filter((part) => part !== '').join(' · ');
  return (
    <article className="branch-card">
      <h3>{record.name}</h3>
      {where === '' ? null : <p className="quiet">{where}</p>}
      {own ? null : (
        <>
          <p className="liaison__screen">
            <ScreenState branchId={record.id} />
          </p>
          <LiaisonOf record={record} />
        </>
      )}
      {entry.trainees === 0 ? (
        <p className="quiet">{t('liaison.noTrainees')}</p>
      ) : (
        <>
          <Arrivals entry={entry} />
          <button
            type="button"
            className="button"
            aria-expanded={listed}
            aria-label={`${t(listed ? 'liaison.hideList' : 'liaison.showList')} ${record.name}`}
            onClick={() => setListed(!listed)}
          >
            {t(listed ? 'liaison.hideList' : 'liaison.showList')}
          </button>
        </>
      )}
      {listed ? (
        <Pending fallback={<p className="quiet">{t('common.loading')}</p>}>
          <TraineeList entry={entry} />
        </Pending>
      ) : null}
    </article>
  );
}

/** `27 / 30`, as a bar too, and those who are missing by name. */
function Arrivals({ entry }: { entry: BranchEntry }): ReactElement {
  const { t } = useTranslation();
  const { trainees, identified, missing } = entry;
  const between = currentLanguage() === 'en' ? ', ' : '、';
  return (
    <div className="branch-card__arrivals">
      <p>
        <strong className="figures">
          {identified} / {trainees}
        </strong>{' '}
        {t('liaison.cameIn')}
      </p>
      <progress max={trainees} value={identified} aria-label={t('liaison.cameIn')} />
      <p className={missing.length === 0 ? 'branch-card__all' : undefined}>
        {missing.length === 0
          ? t('liaison.allHere')
          : t('liaison.missing', {
              count: missing.length,
              names: missing.map(({ name }) => name).join(between),
            })}
      </p>
    </div>
  );
}

function LiaisonOf({ record }: { record: BranchRecord }): ReactElement | null {
  const { t } = useTranslation();
  const { liaisonName, liaisonPhone } = record;
  if (liaisonName === '' && liaisonPhone === '') return null;
  return (
    <p>
      {t('liaison.liaisonOf', { name: liaisonName })}{' '}
      {liaisonPhone === '' ? null : (
        <a className="branch-card__phone figures" href={`tel:${liaisonPhone.replace(/[^+\d]/g, '')}`}>
          {liaisonPhone}
        </a>
      )}
    </p>
  );
}
