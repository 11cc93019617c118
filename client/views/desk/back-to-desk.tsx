import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/in-class.ts';

/** The organiser's way back from the class or the wall. */
export function BackToDesk({ onBack }: { onBack: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <button type="button" className="button button--plain" onClick={onBack}>
      {t('inClass.backToDesk')}
    </button>
  );
}
