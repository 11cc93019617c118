import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';

/** Leads from a lesson that has ended to the course's live or next one. */
export function NextLesson(): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const [moving, setMoving] = useState(false);
  const move = (): void => {
    setMoving(true);
    // There may be no next lesson: then this page stays as it is, which is the answer.
    classroom
      .moveOn()
      .catch(() => undefined)
      .finally(() => setMoving(false));
  };
  return (
    <button type="button" className="button" disabled={moving} onClick={move}>
      {t('state.nextLesson')}
    </button>
  );
}
