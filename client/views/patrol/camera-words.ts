import { useTranslation } from 'react-i18next';
import '../../i18n/patrol-room.ts';
import type { RoomPatrolState } from '../../session/types.ts';

/** Why the own camera does not run and what to do, in a sentence; null while it runs or is being opened. */
export function useCameraWords(camera: RoomPatrolState['camera']): string | null {
  const { t } = useTranslation();
  switch (camera) {
    case 'on':
    case 'off':
    case 'asking':
      return null;
    case 'takenOver':
      return t('patrolRoom.problem.busy');
    default:
      return t(`patrolRoom.problem.${camera}`);
  }
}
