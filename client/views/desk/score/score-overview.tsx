import { Segmented } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoreSummary } from '../../../../src/contract/score.ts';
import { components, shownPoints } from '../../score/score-words.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { RecordTable } from '../records/record-table.tsx';

type Group = ScoreSummary['byUnit'][number];
/** A branch with those below it. */
type Node = Group & { detail: string; children?: Node[] };

/** How many stand where, and the means of units, branches and lessons. */
export function ScoreOverview({
  summary,
  decimals,
}: {
  summary: ScoreSummary;
  decimals: number;
}): ReactElement {
  const { t } = useTranslation();
  const [by, setBy] = useState<'unit' | 'branch' | 'part'>('branch');
  const rows = useRows(summary, by);
  const columns: RecordColumn<Node>[] = [
    {
      key: 'name',
      title: t('scoreDesk.group.name'),
      render: (_, { name, detail }) => (
        <>
          <bdi>{name}</bdi> <small className="quiet">{detail}</small>
        </>
      ),
    },
    {
      key: 'trainees',
      title: t('scoreDesk.group.trainees'),
      width: 100,
      align: 'right',
      dataIndex: 'trainees',
    },
    {
      key: 'mean',
      title: t('scoreDesk.group.mean'),
      width: 100,
      align: 'right',
      className: 'figures',
      render: (_, { mean }) => (mean === null ? '–' : shownPoints(mean, decimals)),
    },
    { key: 'passed', title: t('scoreDesk.group.passed'), width: 100, align: 'right', dataIndex: 'passed' },
    {
      key: 'rate',
      title: t('scoreDesk.group.rate'),
      width: 220,
      render: (_, { passed, trainees }) => <Share of={passed} all={trainees} />,
    },
  ];
  return (
    <>
      <Distribution counts={summary.distribution} />
      <Segmented<'unit' | 'branch' | 'part'>
        className="score-parts"
        value={by}
        options={(['branch', 'unit', 'part'] as const).map((value) => ({
          value,
          label: t(`scoreDesk.by.${value}`),
        }))}
        onChange={setBy}
      />
      <RecordTable<Node>
        key={by}
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        width={760}
        noMatch={t('scoreDesk.noMatch')}
      />
    </>
  );
}

function useRows(summary: ScoreSummary, by: 'unit' | 'branch' | 'part'): Node[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const { byUnit, byBranch, byPart } = summary;
    if (by === 'unit') return byUnit.map((group) => ({ ...group, detail: '' }));
    if (by === 'part') {
      return components.flatMap((component) =>
        byPart
          .filter((part) => part.component === component)
          .map(({ component: _component, ...group }) => ({
            ...group,
            detail: t(`score.component.${component}`),
          })),
      );
    }
    return byBranch
      .filter(({ parentKey }) => parentKey === null)
      .map((group) => {
        const children = byBranch
          .filter(({ parentKey }) => parentKey === group.key)
          .map((below) => ({ ...below, detail: '' }));
        const node = { ...group, detail: children.length === 0 ? '' : t('scoreDesk.withBelow') };
        return children.length === 0 ? node : { ...node, children };
      });
  }, [summary, by, t]);
}

/** Ten ranges as bars; the number stands above each. */
function Distribution({ counts }: { counts: readonly number[] }): ReactElement {
  const { t } = useTranslation();
  const most = Math.max(...counts);
  return (
    <section className="score-distribution card" aria-label={t('scoreDesk.distribution')}>
      <h2>{t('scoreDesk.distribution')}</h2>
      <p className="quiet">{t(most === 0 ? 'scoreDesk.distributionNone' : 'scoreDesk.distributionText')}</p>
      {most === 0 ? null : (
        <ol className="score-distribution__bars">
          {counts.map((count, index) => (
            <li key={index}>
              <span className="figures">{count === 0 ? '' : count}</span>
              <span
                className="score-distribution__bar"
                style={{ height: `${Math.ceil((count / most) * 96)}px` }}
              />
              <span className="quiet figures">
                {index * 10}–{index === 9 ? 100 : index * 10 + 9}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Share({ of, all }: { of: number; all: number }): ReactElement {
  const share = all === 0 ? 0 : (of / all) * 100;
  return (
    <span className="score-share">
      <span className="score-share__track">
        <span className="score-share__bar" style={{ width: `${share}%` }} />
      </span>
      <span className="figures">{all === 0 ? '–' : `${Math.round(share)} %`}</span>
    </span>
  );
}
