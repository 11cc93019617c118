import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnFeedback as GivenFeedback } from '../../../src/contract/feedback.ts';
import type { RouteOutput } from '../../../src/contract/index.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import '../../i18n/feedback.ts';
import '../../i18n/reflection.ts';
import { lazyView } from '../common/lazy-view.tsx';
import { Fold } from '../in-class/fold.tsx';
import { useGiving } from '../feedback/use-giving.ts';
import { useDraft } from './use-draft.ts';
import './reflection.css';

const ReflectionPart = lazyView(async () => (await import('./reflection-part.tsx')).ReflectionPart);
const FeedbackPart = lazyView(async () => (await import('../feedback/feedback-part.tsx')).FeedbackPart);

/** What somebody who learns does after class: writes what was learned, and says how it was. Nothing while neither is asked. */
export function AfterClass(): ReactElement | null {
  const { me, course, phase } = useClassroom();
  const courseId = course?.id ?? null;
  // Only who is on the roster is asked.
  if (courseId === null || me === null || me.traineeId === null) return null;
  return (
    <div className="after-class">
      <OwnReflection courseId={courseId} />
      {/* Each end of a lesson is one more thing to give feedback on. */}
      <OwnFeedback key={phase} courseId={courseId} />
    </div>
  );
}

function OwnReflection({ courseId }: { courseId: string }): ReactElement | null {
  const own = useRequest('GET /api/courses/:courseId/reflections/own', { params: { courseId } });
  useNews([], own.reload, 3_000);
  if (own.kind !== 'ready') return null;
  const { policy, shown } = own.data;
  if (!policy.wanted && own.data.own === null && shown === 0) return null;
  return <ReflectionFold courseId={courseId} data={own.data} onHandedIn={own.reload} />;
}

/** What waits to be handed in goes out whether or not the part is open. */
function ReflectionFold(props: {
  courseId: string;
  data: RouteOutput<'GET /api/courses/:courseId/reflections/own'>;
  onHandedIn: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, data, onHandedIn } = props;
  const { policy, own } = data;
  const draft = useDraft(courseId, own, onHandedIn);
  const badge = own?.state === 'handedIn' ? 'done' : draft.text === '' ? 'todo' : 'draft';
  return (
    <Fold
      title={t('reflection.title')}
      badge={
        policy.wanted || own !== null ? (
          <span className="after-class__badge quiet" data-done={badge === 'done'}>
            {t(`reflection.badge.${badge}`)}
          </span>
        ) : null
      }
    >
      <ReflectionPart courseId={courseId} data={data} draft={draft} />
    </Fold>
  );
}

function OwnFeedback({ courseId }: { courseId: string }): ReactElement | null {
  const list = useRequest('GET /api/courses/:courseId/feedback/own', { params: { courseId } });
  useNews([], list.reload, 3_000);
  if (list.kind !== 'ready') return null;
  return <FeedbackFold courseId={courseId} {...list.data} onGiven={list.reload} />;
}

/** The same: what waits goes out whether or not the part is open. */
function FeedbackFold(props: {
  courseId: string;
  open: RouteOutput<'GET /api/courses/:courseId/feedback/own'>['open'];
  given: readonly GivenFeedback[];
  onGiven: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { courseId, open, given, onGiven } = props;
  const giving = useGiving(courseId, onGiven);
  if (open.length === 0 && giving.received === null) return null;
  const todo = open.filter((one) => !given.some(({ lessonId }) => lessonId === one.lessonId)).length;
  return (
    <Fold
      title={t('feedback.title')}
      badge={
        todo === 0 ? null : (
          <span className="after-class__badge quiet figures">{t('feedback.badge', { count: todo })}</span>
        )
      }
    >
      <FeedbackPart open={open} given={given} giving={giving} />
    </Fold>
  );
}
