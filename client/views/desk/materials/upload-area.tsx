import { Button, Progress, Select, Upload } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import { useErrorSentence } from '../../common/error-text.tsx';
import { MomentInput } from './moment-input.tsx';
import { useUploads, type RunningUpload } from './use-uploads.ts';

/** Where files are dropped, for which lesson and from when on, and how far each has come. */
export function UploadArea(props: {
  courseId: string;
  lessons: readonly Lesson[];
  onDone: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessons, onDone } = props;
  const [lessonId, setLessonId] = useState<string | null>(null);
  const [visibleFrom, setVisibleFrom] = useState<number | undefined>(undefined);
  const { uploads, add, cancel } = useUploads(courseId, onDone);
  return (
    <section className="uploads">
      <div className="uploads__place">
        <PlaceSelect lessons={lessons} value={lessonId} onChange={setLessonId} />
        <MomentInput
          label={t('deskMaterials.visibleFrom')}
          value={visibleFrom}
          {...(visibleFrom === undefined ? { hint: t('deskMaterials.atOnce') } : {})}
          onChange={setVisibleFrom}
        />
      </div>
      <Upload.Dragger
        multiple
        showUploadList={false}
        beforeUpload={(file) => {
          add(file, { lessonId, visibleFrom });
          return false;
        }}
      >
        <p className="uploads__drop">{t('deskMaterials.drop')}</p>
        <p className="quiet">{t('deskMaterials.dropText')}</p>
      </Upload.Dragger>
      {uploads.length === 0 ? null : (
        <ul className="uploads__list">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} onCancel={() => cancel(upload.key)} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The whole course, or one of its lessons. */
export function PlaceSelect(props: {
  lessons: readonly Lesson[];
  value: string | null;
  onChange: (lessonId: string | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const whole = '';
  return (
    <label className="uploads__field">
      <span>{t('deskMaterials.place')}</span>
      <Select<string>
        className="uploads__lesson"
        value={props.value ?? whole}
        options={[
          { value: whole, label: t('materials.forCourse') },
          ...props.lessons.map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={(value) => props.onChange(value === whole ? null : value)}
      />
    </label>
  );
}

function UploadRow({ upload, onCancel }: { upload: RunningUpload; onCancel: () => void }): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { fileName, share, stalled, error } = upload;
  const percent = Math.floor(100 * share);
  return (
    <li>
      <div className="uploads__words">
        <p>{fileName}</p>
        {error === null ? (
          <Progress percent={percent} size="small" showInfo={false} aria-label={fileName} />
        ) : (
          <p className="uploads__error" role="alert">
            {t('deskMaterials.failed')}: {sentence(error.code)}
          </p>
        )}
      </div>
      {error === null ? (
        <span className="quiet figures">
          {stalled ? t('deskMaterials.paused') : t('deskMaterials.uploading', { percent })}
        </span>
      ) : null}
      <Button onClick={onCancel}>{error === null ? t('deskMaterials.cancel') : t('common.close')}</Button>
    </li>
  );
}
