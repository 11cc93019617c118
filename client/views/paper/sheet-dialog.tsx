import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unansweredOf } from '../../session/paper-answers.ts';
import type { SittingState } from '../../session/paper-sitting.ts';
import { Dialog } from '../common/dialog.tsx';

/** All questions by number, and which are answered: one tap leads to one. */
export function SheetDialog(props: {
  state: SittingState;
  /** The question that is shown; null when all are. */
  at: number | null;
  onGo: (index: number) => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { state, at, onGo, onClose } = props;
  const open = unansweredOf(state.paper, state.answers);
  return (
    <Dialog
      title={t('paper.sitting.sheet')}
      onClose={onClose}
      actions={
        <button type="button" className="button" onClick={onClose}>
          {t('paper.sitting.close')}
        </button>
      }
    >
      <p className="quiet">{t('paper.sitting.sheetText')}</p>
      <ol className="paper-sheet">
        {state.paper.items.map(({ itemId }, index) => {
          const isOpen = open.includes(index + 1);
          return (
            <li key={itemId}>
              <button
                type="button"
                className={isOpen ? 'figures' : 'figures paper-sheet__done'}
                aria-current={index === at ? 'true' : undefined}
                onClick={() => onGo(index)}
              >
                {index + 1}
                <span className="only-spoken">{t(isOpen ? 'paper.sitting.open' : 'paper.sitting.done')}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </Dialog>
  );
}
