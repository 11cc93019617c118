import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { clockTime } from '../common/time.ts';
import { Icon } from '../common/icon.tsx';

/** Steps of the mark of loudness. */
const soundSteps = [-60, -45, -30, -18] as const;

/** What needs a look, as a word on colour; nothing when all is well. */
export function AttentionMark({ tile }: { tile: WallTile }): ReactElement | null {
  const { t } = useTranslation();
  const [first] = tile.attention;
  if (first === undefined) return null;
  const isBad = first.kind === 'gone' || first.kind === 'frozen' || first.kind === 'black';
  return (
    <span className={`wall-mark wall-mark--${isBad ? 'bad' : 'attention'}`}>
      {t(`wall.attention.${first.kind}`)}
      {first.kind === 'gone' ? <time className="figures"> {clockTime(first.since)}</time> : null}
    </span>
  );
}

/** Head count on record, sign-in, line and loudness. */
export function TileFacts({ tile, sound }: { tile: WallTile; sound: number | null }): ReactElement {
  const { t } = useTranslation();
  const { heads, signIn, line } = tile;
  return (
    <span className="wall-facts figures">
      {signIn === null ? null : <span className="wall-facts__figure">{t('wall.signIn', { ...signIn })}</span>}
      {heads === null ? null : (
        <span className="wall-facts__figure">{t('wall.heads', { count: heads.count })}</span>
      )}
      {line === null ? null : <LineMark line={line} />}
      {sound === null ? null : <SoundMark level={sound} />}
    </span>
  );
}

/** Colour and a word only when the line is not good. */
function LineMark({ line }: { line: NonNullable<WallTile['line']> }): ReactElement {
  const { t } = useTranslation();
  const words = t(`wall.line.${line}`);
  return (
    <span className={`wall-line wall-line--${line}`} title={words}>
      <Icon name="line" />
      {line === 'good' ? <span className="only-spoken">{words}</span> : words}
    </span>
  );
}

/** @param level decibels of full scale, -100 to 0 */
function SoundMark({ level }: { level: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="wall-sound" role="img" aria-label={`${t('wall.sound')} ${Math.round(level)} dB`}>
      {soundSteps.map((step) => (
        <i key={step} data-on={level >= step ? '' : undefined} />
      ))}
    </span>
  );
}
