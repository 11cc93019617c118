import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchEntry } from '../../../src/contract/entry.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { ErrorText } from '../common/error-text.tsx';
import { endOfNumber } from './end-of-number.ts';
import '../../i18n/liaison.ts';

/** The contract's longest page of the roster. */
const mostShown = 200;

/** The trainees of a branch: name, unit, the end of the number, and whether they have come in. */
export function TraineeList({ entry }: { entry: BranchEntry }): ReactElement | null {
  const { t } = useTranslation();
  const courseId = useClassroom().course?.id;
  const trainees = useRequest(
    'GET /api/courses/:courseId/trainees',
    courseId === undefined
      ? null
      : { params: { courseId }, query: { branchId: entry.branchId, limit: mostShown } },
  );
  useNews(['roster.changed'], trainees.reload);
  if (trainees.kind === 'failed') return <ErrorText error={trainees.error} onRetry={trainees.reload} />;
  if (trainees.kind === 'loading') return null;
  const missing = new Set(entry.missing.map(({ traineeId }) => traineeId));
  const { total } = trainees.data;
  return (
    <>
      <ul className="trainee-list">
        {trainees.data.trainees.map(({ id, name, unit, number }) => (
          <li key={id}>
            <div>
              <p className="trainee-list__name">{name}</p>
              <p className="quiet">
                {unit === '' ? null : `${unit} · `}
                <span className="figures">{t('liaison.numberEnd', { end: endOfNumber(number) })}</span>
              </p>
            </div>
            <p className="trainee-list__state">
              <span className={`dot dot--${missing.has(id) ? 'none' : 'good'}`} />
              {t(missing.has(id) ? 'liaison.notIn' : 'liaison.in')}
            </p>
          </li>
        ))}
      </ul>
      {total > mostShown ? (
        <p className="quiet">{t('liaison.firstOnly', { count: mostShown, total })}</p>
      ) : null}
    </>
  );
}
