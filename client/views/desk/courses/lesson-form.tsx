import { Form, Input, Select, Alert } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { LessonRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { RemoveButton } from '../records/parts.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';

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
  const { api } = useClassSession();
  const [form] = Form.useForm<Values>();
  const change = useChange();
  const begun = lesson !== null && lesson.startedAt !== null;
  const startsAt = lesson?.startsAt ?? props.startsAt;
  const save = ({ title, lecturerName, kind, ...times }: Values): void => {
    const fields = {
      title,
      lecturerName,
      kind,
      startsAt: new Date(times.startsAt).getTime(),
      endsAt: new Date(times.endsAt).getTime(),
    };
    const work = () =>
      lesson === null
        ? api.request('POST /api/courses/:courseId/lessons', { params: { courseId }, body: fields })
        : api.request('PATCH /api/courses/:courseId/lessons/:lessonId', {
            params: { courseId, lessonId: lesson.id },
            body: begun
              ? { title, lecturerName, revision: lesson.revision }
              : { ...fields, revision: lesson.revision },
          });
    void change.run(work).then((done) => done && onSaved());
  };
  const required = [{ required: true, whitespace: true, message: t('records.problem.missing') }];
  return (
    <SideForm<Values>
      title={lesson === null ? t('records.lessons.add') : t('records.lessons.edit')}
      form={form}
      change={change}
      onSave={save}
      onClose={onClose}
      initial={{
        title: lesson?.title ?? '',
        lecturerName: lesson?.lecturerName ?? '',
        kind: lesson?.kind ?? 'lecture',
        startsAt: localText(startsAt),
        endsAt: localText(lesson?.endsAt ?? startsAt + 1.5 * hour),
      }}
      extra={
        lesson === null || begun ? null : (
          <RemoveButton
            name={lesson.title}
            onRemove={() =>
              api.request('DELETE /api/courses/:courseId/lessons/:lessonId', {
                params: { courseId, lessonId: lesson.id },
                query: { revision: lesson.revision },
              })
            }
            onRemoved={onSaved}
          />
        )
      }
    >
      {begun ? <Alert type="info" title={t('records.lessons.begun')} /> : null}
      <Form.Item name="title" label={t('records.field.title')} rules={required}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="lecturerName" label={t('records.field.lecturerName')} rules={required}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="kind" label={t('records.field.kind')}>
        <Select
          disabled={begun}
          options={kinds.map((kind) => ({ value: kind, label: t(`desk.kind.${kind}`) }))}
        />
      </Form.Item>
      <Form.Item name="startsAt" label={t('records.field.startsAt')} rules={required}>
        <Input type="datetime-local" disabled={begun} />
      </Form.Item>
      <Form.Item name="endsAt" label={t('records.field.endsAt')} rules={required}>
        <Input type="datetime-local" disabled={begun} />
      </Form.Item>
    </SideForm>
  );
}
