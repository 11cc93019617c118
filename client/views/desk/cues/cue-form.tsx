import { Button, Checkbox, Drawer, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { cueLimits as CueLimits, Cue, CueKind } from '../../../../src/contract/cues.ts';
import { stageLayouts, type StageLayout } from './layouts.ts';
import type { CueChoices } from './use-cue-choices.ts';

/** The type pins the figure to the contract's: importing the value would bring the schemas' library into the page. */
const noteLength: (typeof CueLimits)['note'] = 200;

interface CueFields {
  note?: string;
  layout?: StageLayout;
  materialId?: string;
  pollId?: string;
  quizId?: string;
  /** `branch:<id>` or `trainee:<id>`. */
  callee?: string;
  text?: string;
  stays?: boolean;
}

/** One cue in a panel at the side: what it does is chosen already, the rest is filled in here. */
export function CueForm(props: {
  kind: CueKind;
  /** Null for a new one. */
  cue: Cue | null;
  id: string;
  choices: CueChoices;
  busy: boolean;
  onSave: (cue: Cue) => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { kind, cue, id, choices, busy, onSave, onClose } = props;
  const [form] = Form.useForm<CueFields>();
  return (
    <Drawer
      open
      size={440}
      title={t(`cues.kind.${kind}`)}
      onClose={onClose}
      footer={
        <div className="records__footer">
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('cues.save')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <Form<CueFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={fieldsOf(cue)}
        onFinish={(fields) => onSave(cueOf(kind, id, fields))}
      >
        <p className="quiet">{t(`cues.does.${kind}`)}</p>
        <KindFields kind={kind} choices={choices} />
        <Form.Item
          name="note"
          label={kind === 'note' ? t('cues.noteText') : t('cues.note')}
          extra={t('cues.noteHint')}
          rules={kind === 'note' ? [{ required: true, whitespace: true, message: t('cues.required') }] : []}
        >
          <Input.TextArea maxLength={noteLength} autoSize={{ minRows: 2, maxRows: 5 }} showCount />
        </Form.Item>
      </Form>
    </Drawer>
  );
}

function KindFields({ kind, choices }: { kind: CueKind; choices: CueChoices }): ReactElement | null {
  const { t } = useTranslation();
  const rules = [{ required: true, message: t('cues.required') }];
  const select = { showSearch: true, optionFilterProp: 'label' } as const;
  switch (kind) {
    case 'layout':
      return (
        <Form.Item name="layout" label={t('cues.whichLayout')} rules={rules}>
          <Select options={stageLayouts.map((value) => ({ value, label: t(`cues.layout.${value}`) }))} />
        </Form.Item>
      );
    case 'clip':
      return (
        <Form.Item
          name="materialId"
          label={t('cues.whichClip')}
          rules={rules}
          extra={choices.clips.length === 0 ? t('cues.noClips') : null}
        >
          <Select {...select} options={choices.clips} />
        </Form.Item>
      );
    case 'poll':
      return (
        <Form.Item
          name="pollId"
          label={t('cues.whichPoll')}
          rules={rules}
          extra={choices.polls.length === 0 ? t('cues.noPolls') : null}
        >
          <Select {...select} options={choices.polls} />
        </Form.Item>
      );
    case 'quiz':
      return (
        <Form.Item
          name="quizId"
          label={t('cues.whichQuiz')}
          rules={rules}
          extra={choices.quizzes.length === 0 ? t('cues.noQuizzes') : null}
        >
          <Select {...select} options={choices.quizzes} />
        </Form.Item>
      );
    case 'call':
      return (
        <Form.Item name="callee" label={t('cues.whom')} rules={rules}>
          <Select
            {...select}
            options={[
              { label: t('cues.branches'), options: choices.branches },
              { label: t('cues.ports'), options: choices.ports },
            ]}
          />
        </Form.Item>
      );
    case 'announcement':
      return (
        <>
          <Form.Item
            name="text"
            label={t('cues.text')}
            rules={[{ required: true, whitespace: true, message: t('cues.required') }]}
          >
            <Input.TextArea maxLength={300} autoSize={{ minRows: 3, maxRows: 8 }} showCount />
          </Form.Item>
          <Form.Item name="stays" valuePropName="checked">
            <Checkbox>{t('cues.stays')}</Checkbox>
          </Form.Item>
        </>
      );
    case 'note':
    case 'start':
    case 'lecture':
    case 'end':
      return null;
  }
}

function fieldsOf(cue: Cue | null): CueFields {
  if (cue === null) return { layout: 'auto', stays: false };
  const { note } = cue;
  if (cue.kind !== 'call') return { ...cue };
  const { callee } = cue;
  return {
    note,
    callee: 'branchId' in callee ? `branch:${callee.branchId}` : `trainee:${callee.traineeId}`,
  };
}

/** The form has required what its kind needs. */
function cueOf(kind: CueKind, id: string, fields: CueFields): Cue {
  const base = { id, note: fields.note ?? '' };
  switch (kind) {
    case 'layout':
      return { ...base, kind, layout: fields.layout ?? 'auto' };
    case 'clip':
      return { ...base, kind, materialId: fields.materialId ?? '' };
    case 'poll':
      return { ...base, kind, pollId: fields.pollId ?? '' };
    case 'quiz':
      return { ...base, kind, quizId: fields.quizId ?? '' };
    case 'announcement':
      return { ...base, kind, text: fields.text ?? '', stays: fields.stays ?? false };
    case 'call': {
      const [whom = '', of = ''] = (fields.callee ?? '').split(':');
      return { ...base, kind, callee: whom === 'trainee' ? { traineeId: of } : { branchId: of } };
    }
    default:
      return { ...base, kind };
  }
}
