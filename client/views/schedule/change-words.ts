import type { TFunction } from 'i18next';
import type { ScheduleChange } from '../../../src/contract/schedule.ts';
import type { Language } from '../../i18n/index.ts';
import { whenOf } from './when.ts';
import '../../i18n/schedule.ts';

/** What changed, one sentence for each thing. */
export function changeWords(
  t: TFunction,
  { before, after }: Pick<ScheduleChange, 'before' | 'after'>,
  language: Language,
): string[] {
  if (before === null) {
    return after === null ? [] : [t('schedule.added', { title: after.title, when: whenOf(after, language) })];
  }
  if (after === null) return [t('schedule.removed', { title: before.title, when: whenOf(before, language) })];
  const { title } = after;
  const sentences: string[] = [];
  if (before.title !== title) sentences.push(t('schedule.renamed', { before: before.title, title }));
  if (before.startsAt !== after.startsAt || before.endsAt !== after.endsAt) {
    const [when, old] = [whenOf(after, language), whenOf(before, language)];
    sentences.push(t('schedule.moved', { title, when, before: old }));
  }
  if (before.lecturerName !== after.lecturerName) {
    const [name, old] = [after.lecturerName, before.lecturerName];
    sentences.push(t('schedule.handed', { title, name, before: old }));
  }
  return sentences;
}
