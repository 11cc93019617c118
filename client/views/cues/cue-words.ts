import { useTranslation } from 'react-i18next';
import '../../i18n/cues.ts';
import type { Cue, CueSheet } from '../../../src/contract/cues.ts';

/** A cue in words. */
export interface CueWords {
  /** What it does. */
  title: string;
  /** What it is about; null when there is nothing more to say. */
  about: string | null;
  /** What it is about was removed. */
  gone: boolean;
  /** Both in one line. */
  whole: string;
}

/** The words of a sheet's cues. */
export function useCueWords(targets: CueSheet['targets']): (cue: Cue) => CueWords {
  const { t } = useTranslation();
  return (cue) => {
    const isAbout = ['clip', 'poll', 'quiz', 'call'].includes(cue.kind);
    const gone = isAbout && targets[cue.id] === undefined;
    const title = t(`cues.kind.${cue.kind}`);
    const about = aboutOf(cue, targets, (layout) => t(`cues.layout.${layout}`));
    if (cue.kind === 'note') return { title: cue.note, about: null, gone, whole: cue.note };
    const said = gone ? t('cues.gone') : about;
    return { title, about: said, gone, whole: said === null ? title : `${title} · ${said}` };
  };
}

type LayoutCue = Extract<Cue, { kind: 'layout' }>;

function aboutOf(
  cue: Cue,
  targets: CueSheet['targets'],
  layoutWord: (layout: LayoutCue['layout']) => string,
): string | null {
  switch (cue.kind) {
    case 'layout':
      return layoutWord(cue.layout);
    case 'announcement':
      return cue.text;
    case 'clip':
    case 'poll':
    case 'quiz':
    case 'call':
      return targets[cue.id] ?? null;
    case 'note':
    case 'start':
    case 'lecture':
    case 'end':
      return null;
  }
}
