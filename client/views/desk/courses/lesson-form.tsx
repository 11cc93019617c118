import { Alert, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { LessonRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { RecordForm, TextField, useRequired } from '../records/record-form.tsx';

const kinds: readonly Lesson['kind'][] = ['lecture', 'clip', 'discussion', 'exam'];
const hour = 3_600_000;

interface Values {
  title: string;
  lecturerName: string;
  kind: Lesson['kind'];
  startsAt: string;
  endsAt: string;
}

/** As the browser's date field takes it: this device's time, to the minute. */
function localText(at: number): string {
  const time = new Date(at);
  return new Date(at - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Makes or changes a lesson. */
export function LessonForm(props: {
  courseId: string;
  /** Null for a new one. */
  lesson: LessonRecord | null;
  /** When a new one begins, unless somebody says otherwise. */
  startsAt: number;
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lesson, onClose, onSaved } = props;
  const { save, remove } = useRequests(courseId, lesson);
  const required = useRequired();
  const begun = hasBegun(lesson);
  const startsAt = lesson?.startsAt ?? props.startsAt;
  return (
    <RecordForm<Values>
      title={lesson === null ? t('records.lessons.add') : t('records.lessons.edit')}
      initial={{
        title: lesson?.title ?? '',
        lecturerName: lesson?.lecturerName ?? '',
        kind: lesson?.kind ?? 'lecture',
        startsAt: localText(startsAt),
        endsAt: localText(lesson?.endsAt ?? startsAt + 1.5 * hour),
      }}
      save={save}
      remove={remove}
      onClose={onClose}
      onSaved={onSaved}
    >
      {begun ? <Alert type="info" title={t('records.lessons.begun')} /> : null}
      <TextField name="title" label={t('records.field.title')} required />
      <TextField name="lecturerName" label={t('records.field.lecturerName')} required />
      <Form.Item name="kind" label={t('records.field.kind')}>
        <Select
          disabled={begun}
          options={kinds.map((kind) => ({ value: kind, label: t(`schedule.kind.${kind}`) }))}
        />
      </Form.Item>
      {(['startsAt', 'endsAt'] as const).map((field) => (
        <Form.Item key={field} name={field} label={t(`records.field.${field}`)} rules={required}>
          <Input type="datetime-local" disabled={begun} />
        </Form.Item>
      ))}
    </RecordForm>
  );
}

function hasBegun(lesson: LessonRecord | null): boolean {
  return lesson !== null && lesson.startedAt !== null;
}

function useRequests(courseId: string, lesson: LessonRecord | null) {
  const { api } = useClassSession();
  const save = ({ title, lecturerName, kind, ...times }: Values): Promise<unknown> => {
    const fields = {
      title,
      lecturerName,
      kind,
      startsAt: new Date(times.startsAt).getTime(),
      endsAt: new Date(times.endsAt).getTime(),
    };
    if (lesson === null) {
      return api.request('POST /api/courses/:courseId/lessons', { params: { courseId }, body: fields });
    }
    const { revision } = lesson;
    return api.request('PATCH /api/courses/:courseId/lessons/:lessonId', {
      params: { courseId, lessonId: lesson.id },
      body: hasBegun(lesson) ? { title, lecturerName, revision } : { ...fields, revision },
    });
  };
  const remove =
    lesson === null || hasBegun(lesson)
      ? null
      : {
          name: lesson.title,
          run: () =>
            api.request('DELETE /api/courses/:courseId/lessons/:lessonId', {
              params: { courseId, lessonId: lesson.id },
              query: { revision: lesson.revision },
            }),
        };
  return { save, remove };
}
