import { Button, Form, Input, Modal } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useMay } from '../../../hooks/use-may.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** Makes a course, or gives one another name. Nothing for those who may not. */
export function CourseNameButton(props: {
  /** The course to rename; null to make a new one. */
  course: { id: string; name: string; revision: number } | null;
  primary?: boolean;
  onSaved: (courseId: string) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { course, onSaved } = props;
  const { api } = useClassSession();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ name: string }>();
  const change = useChange();
  useEffect(() => {
    if (open) form.setFieldsValue({ name: course?.name ?? '' });
  }, [open, form, course]);
  const save = ({ name }: { name: string }): void => {
    let courseId = course?.id ?? '';
    const work = async (): Promise<void> => {
      if (course === null) courseId = (await api.request('POST /api/courses', { body: { name } })).courseId;
      else {
        const { id, revision } = course;
        const params = { courseId: id };
        await api.request('PATCH /api/courses/:courseId', { params, body: { name, revision } });
      }
    };
    void change.run(work).then((done) => {
      if (!done) return;
      setOpen(false);
      onSaved(courseId);
    });
  };
  if (!may(course === null ? 'POST /api/courses' : 'PATCH /api/courses/:courseId')) return null;
  return (
    <>
      <Button type={props.primary ? 'primary' : 'default'} onClick={() => setOpen(true)}>
        {course === null ? t('records.courses.create') : t('records.courses.rename')}
      </Button>
      <Modal
        open={open}
        forceRender
        title={course === null ? t('records.courses.create') : t('records.courses.renameTitle')}
        okText={t('records.save')}
        cancelText={t('common.cancel')}
        okButtonProps={{ loading: change.busy }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
      >
        <Form form={form} layout="vertical" requiredMark={false} onFinish={save}>
          <ChangeError change={change} />
          {course === null ? <p>{t('records.courses.createText')}</p> : null}
          <Form.Item
            name="name"
            label={t('records.courses.name')}
            rules={[{ required: true, whitespace: true, max: 200, message: t('records.problem.missing') }]}
          >
            <Input autoComplete="off" />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
