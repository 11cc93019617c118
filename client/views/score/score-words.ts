import { useTranslation } from 'react-i18next';
import type {
  components as contractComponents,
  LedgerEntry,
  ScorePolicy,
} from '../../../src/contract/score.ts';
import '../../i18n/score.ts';

/** The type pins them to the contract's: importing the value would bring the schemas' library into the page. */
export const components: typeof contractComponents = ['attendance', 'quizzes', 'exam'];

/**
 * A score as it is shown.
 * @param hundredths of a point
 * @param decimals as the policy says
 */
export function shownPoints(hundredths: number, decimals: number): string {
  return (hundredths / 100).toFixed(decimals);
}

/** Points of a line, exactly: as many decimals as they have. */
export function exactPoints(hundredths: number): string {
  return `${hundredths / 100}`.replace('-', '−');
}

/** Points that a line adds, with their sign. */
export function addedPoints(hundredths: number): string {
  return hundredths > 0 ? `+${exactPoints(hundredths)}` : exactPoints(hundredths);
}

/** What a line of the ledger says of points: what the part is worth, or what the line adds. */
export function usePointsWords(): (line: Pick<LedgerEntry, 'kind' | 'points'>) => string {
  const { t } = useTranslation();
  return ({ kind, points }) => {
    if (points === null) return t('score.excused');
    const adds = kind === 'correction' || kind === 'reversal' || kind === 'bonus';
    return adds ? addedPoints(points) : exactPoints(points);
  };
}

/** The weights as a ratio, in which no line ends. */
export function ratioOf(weights: ScorePolicy['weights']): string {
  return components.map((one) => weights[one]).join('\u00A0:\u00A0');
}

/** The rule of a policy in sentences. */
export function useRule(): (policy: ScorePolicy) => string[] {
  const { t } = useTranslation();
  return ({ weights, decimals, reflectionBonus }) => [
    t('score.rule', { weights: ratioOf(weights), decimals }),
    t('score.ruleSoFar'),
    ...(reflectionBonus === 0 ? [] : [t('score.ruleBonus', { bonus: exactPoints(reflectionBonus) })]),
  ];
}

/** What the part is called that a line is about. */
export function useLineTitle(): (line: Pick<LedgerEntry, 'kind' | 'title'>) => string {
  const { t } = useTranslation();
  return ({ kind, title }) => (kind === 'bonus' ? t('score.reflection') : title);
}
