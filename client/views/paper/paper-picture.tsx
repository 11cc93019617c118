import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';

/** A picture of a question or an option; when it does not come, one tap asks for it again. */
export function PaperPicture({
  pictureId,
  label,
}: {
  pictureId: string;
  label: string;
}): ReactElement | null {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { lesson } = useClassroom();
  const [turn, setTurn] = useState(0);
  const [failed, setFailed] = useState(false);
  if (lesson === null) return null;
  if (failed) {
    return (
      <button
        type="button"
        className="button button--wide"
        onClick={() => {
          setFailed(false);
          setTurn(turn + 1);
        }}
      >
        {t('paper.field.pictureFailed')}
      </button>
    );
  }
  const params = { courseId: lesson.courseId, pictureId };
  return (
    <img
      key={turn}
      className="paper-picture"
      src={api.address('GET /api/courses/:courseId/bank/pictures/:pictureId', { params })}
      alt={label}
      onError={() => setFailed(true)}
    />
  );
}
