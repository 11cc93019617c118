import { Alert, Button, Result, Spin, Steps, Upload } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportKind, ImportView } from '../../../../src/contract/import.ts';
import { limits } from '../../../../src/contract/limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { currentLanguage } from '../../../i18n/index.ts';
import { ClientError } from '../../../session/client-error.ts';
import { ErrorDialog, ListHead, useDownload } from '../records/parts.tsx';
import { ImportCheck } from './import-check.tsx';
import { RefusedFile } from './refused-file.tsx';

type Step =
  | { kind: 'file'; error: ClientError | 'tooLarge' | null }
  | { kind: 'reading' }
  | { kind: 'check'; view: ImportView }
  | { kind: 'done'; view: ImportView; skipped: number };

/** From a file to records: choose it, look at what would become of each row, confirm. */
export function ImportWizard(props: {
  courseId: string;
  kind: ImportKind;
  onBack: () => void;
  /** After branches come trainees. */
  onNext: (kind: ImportKind) => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, kind, onBack, onNext, onChanged } = props;
  const { api } = useClassSession();
  const [step, setStep] = useState<Step>({ kind: 'file', error: null });
  const [file, setFile] = useState<File | null>(null);
  const read = (chosen: File): void => {
    setFile(chosen);
    if (chosen.size > limits.importBytes) {
      setStep({ kind: 'file', error: 'tooLarge' });
      return;
    }
    setStep({ kind: 'reading' });
    const query = { kind, fileName: chosen.name.slice(0, limits.nameLength) };
    api.upload('POST /api/courses/:courseId/imports', { params: { courseId }, query }, chosen).then(
      (view) => setStep({ kind: 'check', view }),
      (thrown: unknown) => setStep({ kind: 'file', error: ClientError.from(thrown) }),
    );
  };
  const place = { file: 0, reading: 0, check: 1, done: 2 }[step.kind];
  return (
    <section className="desk__section records import">
      <ListHead title={t(`records.imports.${kind}Title`)}>
        <Button onClick={onBack}>{t('records.imports.back')}</Button>
      </ListHead>
      <Steps
        current={place}
        items={(['stepFile', 'stepCheck', 'stepDone'] as const).map((key) => ({
          title: t(`records.imports.${key}`),
        }))}
      />
      {step.kind === 'file' ? (
        <ChooseFile courseId={courseId} kind={kind} error={step.error} onFile={read} />
      ) : null}
      {step.kind === 'reading' ? (
        <div className="records__empty card" role="status">
          <Spin />
          <p>{t('records.imports.reading')}</p>
        </div>
      ) : null}
      {step.kind === 'check' ? (
        <ImportCheck
          courseId={courseId}
          view={step.view}
          onAgain={() => setStep({ kind: 'file', error: null })}
          onRecheck={() => file && read(file)}
          onDone={(view, skipped) => {
            setStep({ kind: 'done', view, skipped });
            onChanged();
          }}
        />
      ) : null}
      {step.kind === 'done' ? (
        <Done
          view={step.view}
          skipped={step.skipped}
          onBack={onBack}
          {...(kind === 'branches' ? { onNext: () => onNext('trainees') } : {})}
        />
      ) : null}
    </section>
  );
}

function ChooseFile(props: {
  courseId: string;
  kind: ImportKind;
  error: ClientError | 'tooLarge' | null;
  onFile: (file: File) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, kind, error, onFile } = props;
  const download = useDownload();
  const template = (): void =>
    download.save('GET /api/courses/:courseId/imports/template', {
      params: { courseId },
      query: { kind, language: currentLanguage() },
    });
  return (
    <>
      {error === null ? null : (
        <Alert type="error" showIcon role="alert" title={<RefusedFile error={error} />} />
      )}
      <div className="import__template card">
        <div>
          <h2>{t('records.imports.templateTitle')}</h2>
          <p className="quiet">{t('records.imports.templateText')}</p>
        </div>
        <Button loading={download.busy} onClick={template}>
          {t('records.imports.template')}
        </Button>
      </div>
      <Upload.Dragger
        className="import__drop"
        accept=".xlsx,.csv,.txt"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(chosen) => {
          onFile(chosen);
          return false;
        }}
      >
        <p>
          <strong>{t('records.imports.drop')}</strong>
        </p>
        <p className="quiet">{t('records.imports.formats')}</p>
      </Upload.Dragger>
      <ErrorDialog change={download} />
    </>
  );
}

function Done(props: {
  view: ImportView;
  skipped: number;
  onBack: () => void;
  onNext?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { view, skipped, onBack, onNext } = props;
  return (
    <Result
      status="success"
      title={t('records.imports.doneTitle', { fileName: view.fileName })}
      subTitle={`${t('records.imports.doneText', view.counts)}${
        skipped > 0 ? t('records.imports.doneSkipped', { count: skipped }) : ''
      }`}
      extra={[
        onNext === undefined ? null : (
          <Button key="next" type="primary" onClick={onNext}>
            {t('records.imports.nextTrainees')}
          </Button>
        ),
        <Button key="back" onClick={onBack}>
          {t('records.imports.back')}
        </Button>,
      ]}
    />
  );
}
