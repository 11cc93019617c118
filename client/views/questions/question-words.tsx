import { useTranslation } from 'react-i18next';
import type { Asker, PublicQuestion } from '../../../src/contract/questions.ts';

/** Who asked and how many want to know, in words. */
export function useQuestionWords(): {
  interest: (question: { voices: number; places: number }) => string;
  publicAsker: (question: PublicQuestion) => string;
  asker: (asker: Pick<Asker, 'name' | 'branchName' | 'forRoom'>) => string;
} {
  const { t } = useTranslation();
  const room = (branch: string | null): string =>
    branch === null ? t('questions.roomOnly') : t('questions.room', { branch });
  return {
    interest: ({ voices, places }) =>
      places > 1
        ? t('questions.voicesPlaces', { count: voices, places })
        : t('questions.voices', { count: voices }),
    publicAsker: ({ forRoom, askerName, branchName }) => {
      if (forRoom) return room(branchName);
      const name = askerName ?? t('questions.anonymous');
      return branchName === null ? name : `${name} · ${branchName}`;
    },
    asker: ({ forRoom, name, branchName }) => {
      if (forRoom) return room(branchName);
      return branchName === null ? `${name} · ${t('questions.port')}` : `${name} · ${branchName}`;
    },
  };
}
