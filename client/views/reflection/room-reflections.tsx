import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reflection } from '../../../src/contract/reflection.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useAgain } from '../../hooks/use-again.ts';
import { useRequest } from '../../hooks/use-request.ts';
import '../../i18n/messages.ts';
import '../../i18n/reflection.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Fold } from '../in-class/fold.tsx';
import { whenWords } from '../common/when-words.ts';
import { CommentForm, CommentList } from './comments.tsx';
import './reflection.css';

/** Milliseconds between two looks for what was handed in meanwhile: nobody waits for it. */
const againMs = 60_000;
/** A phone reads the latest; the desk has them all. */
const mostShown = 100;

/** What the trainees of the own room and those below it handed in. */
export function RoomReflections(): ReactElement | null {
  const { course } = useClassroom();
  return course === null ? null : <RoomList courseId={course.id} />;
}

function RoomList({ courseId }: { courseId: string }): ReactElement | null {
  const { t } = useTranslation();
  const list = useRequest('GET /api/courses/:courseId/reflections', {
    params: { courseId },
    query: { limit: mostShown },
  });
  useAgain(list.reload, againMs);
  if (list.kind === 'failed') {
    return (
      <>
        <ErrorText error={list.error} />
        <button type="button" className="button" onClick={list.reload}>
          {t('common.retry')}
        </button>
      </>
    );
  }
  if (list.kind === 'loading') return null;
  const { reflections, total } = list.data;
  if (total === 0) return <p className="quiet">{t('reflection.desk.emptyRoom')}</p>;
  return (
    <div className="reflection">
      {reflections.map((one) => (
        <RoomReflection key={one.traineeId} courseId={courseId} reflection={one} />
      ))}
      {total > reflections.length ? (
        <p className="quiet figures">
          {t('reflection.desk.firstOnly', { count: reflections.length, total })}
        </p>
      ) : null}
    </div>
  );
}

function RoomReflection(props: { courseId: string; reflection: Reflection }): ReactElement {
  const { classroom } = useClassSession();
  const [reflection, setReflection] = useState(props.reflection);
  const { traineeId, traineeName, handedInAt, text, comments } = reflection;
  return (
    <Fold
      title={traineeName}
      badge={
        <time className="after-class__badge quiet figures">
          {whenWords(handedInAt ?? 0, classroom.serverNow())}
        </time>
      }
    >
      <div className="reflection">
        <p className="reflection__text">
          <bdi>{text}</bdi>
        </p>
        <CommentList comments={comments} />
        <CommentForm courseId={props.courseId} traineeId={traineeId} onCommented={setReflection} />
      </div>
    </Fold>
  );
}
