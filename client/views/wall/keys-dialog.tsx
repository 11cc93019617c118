import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { wallKeys, type WallAction } from '../../session/patrol-wall-keys.ts';
import { Dialog } from '../common/dialog.tsx';

const listed: readonly WallAction[] = ['live', 'inOrder', 'finding', 'tour', 'back', 'search', 'help'];

/** The sheet of keys. */
export function KeysDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const nameOf = (action: WallAction): string => {
    if (action === 'inOrder') return t('wall.keys.space');
    return action === 'back' ? 'Esc' : wallKeys[action];
  };
  return (
    <Dialog
      title={t('wall.keys.title')}
      onClose={onClose}
      actions={
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
      }
    >
      <dl className="wall-keys">
        <div>
          <dt>
            <kbd>{t('wall.keys.moveKeys')}</kbd>
          </dt>
          <dd>{t('wall.keys.move')}</dd>
        </div>
        {listed.map((action) => (
          <div key={action}>
            <dt>
              <kbd>{nameOf(action)}</kbd>
            </dt>
            <dd>{t(`wall.keys.${action}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
