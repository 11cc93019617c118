import type { TFunction } from 'i18next';
import type { ReactElement, ReactNode } from 'react';
import type { Sighting, WallTile } from '../../../src/contract/patrol.ts';
import { clockTime } from '../common/time.ts';
import { Icon } from '../common/icon.tsx';

/** Least decibels of full scale for each step of the mark of loudness. */
const soundSteps = [-60, -45, -30, -18] as const;

interface PartProps {
  tile: WallTile;
  t: TFunction;
}

/** Nothing is to be seen, and the page says why: its camera is off or missing. */
export function isCameraOff({ attention }: WallTile): boolean {
  return attention.some(({ kind }) => kind === 'cameraOff');
}

/** What needs a look, as a word on colour; nothing when all is well. */
export function AttentionMark({ tile, t }: PartProps): ReactElement | null {
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

/**
 * When a room was last seen, and by whom. What was seen before the round began is not seen in it, and says so; a room in
 * which nobody was is not seen at all.
 * @param roundSince when the round began, or else the last one; null before the first
 */
export function seenWords(
  { at, by, outcome }: Sighting,
  roundSince: number | null,
  t: TFunction,
): { whole: string; short: string; isSeen: boolean } {
  const time = clockTime(at);
  const isEarlier = roundSince !== null && at < roundSince;
  const isAbsent = outcome === 'absent';
  const words = isEarlier ? 'seenEarlier' : isAbsent ? 'absent' : 'seen';
  return {
    whole: t(`wall.${words}.whole`, { time, name: by }),
    short: t(`wall.${words}.short`, { time }),
    isSeen: !isEarlier && !isAbsent,
  };
}

/** Head count on record, sign-in, line, and what else there is to say. A room that fell off has no line: its last word is no news. */
export function TileFacts({ tile, t, children }: PartProps & { children?: ReactNode }): ReactElement {
  const { heads, signIn, state } = tile;
  const line = state === 'online' ? tile.line : null;
  return (
    <span className="wall-facts figures" data-line={line ?? undefined}>
      {signIn === null ? null : <span className="wall-facts__figure">{t('wall.signIn', { ...signIn })}</span>}
      {heads === null ? null : (
        <span className="wall-facts__figure">{t('wall.heads', { count: heads.count })}</span>
      )}
      {line === null ? null : <LineMark line={line} t={t} />}
      {children}
    </span>
  );
}

/** Colour and a word only when the line is not good. */
function LineMark({ line, t }: { line: NonNullable<WallTile['line']>; t: TFunction }): ReactElement {
  const words = t(`wall.line.${line}`);
  return (
    <span className={`wall-line wall-line--${line}`} title={words}>
      <Icon name="line" />
      {line === 'good' ? <span className="only-spoken">{words}</span> : words}
    </span>
  );
}

/**
 * How many steps loud a level is, none to all; null without a microphone.
 * @param level decibels of full scale, -100 to 0
 */
export function soundStep(level: number | null): number | null {
  return level === null ? null : soundSteps.filter((step) => level >= step).length;
}

/** Loudness as bars that grow. */
export function SoundMark({ step, t }: { step: number; t: TFunction }): ReactElement {
  const words = `${t('wall.sound')} ${step}/${soundSteps.length}`;
  return <span className="wall-sound" role="img" aria-label={words} data-step={step} />;
}
