import { Alert, Button, Dropdown, Modal, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import type { Cue, CueKind } from '../../../../src/contract/cues.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { useCueWords } from '../../cues/cue-words.ts';
import { ListHead } from '../records/parts.tsx';
import { CueForm } from './cue-form.tsx';
import { CueRows } from './cue-rows.tsx';
import { useCueChoices } from './use-cue-choices.ts';
import { newCueId, useCueList, type CueList } from './use-cue-list.ts';
import './cues-desk.css';

/** In the order in which a lesson uses them; a kind that is missing here does not compile. */
const kindOrder: Record<CueKind, number> = {
  start: 0,
  note: 1,
  lecture: 2,
  clip: 3,
  poll: 4,
  quiz: 5,
  call: 6,
  layout: 7,
  announcement: 8,
  end: 9,
};
const kinds = Object.keys(kindOrder) as CueKind[];

interface CuesViewProps {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
  onLesson: (lessonId: string) => void;
}

/** The run of a lesson, prepared step by step. */
export function CuesView({ courseId, lessons, lessonId, onLesson }: CuesViewProps): ReactElement {
  const { t } = useTranslation();
  const lesson = lessons.find(({ id }) => id === lessonId);
  if (lesson === undefined) return <p className="quiet">{t('cues.waitLesson')}</p>;
  return (
    <section className="desk__section">
      <CueEditor key={lesson.id} courseId={courseId} lesson={lesson} lessons={lessons} onLesson={onLesson} />
    </section>
  );
}

function lessonName(lesson: Lesson): string {
  return `${calendarDay(lesson.startsAt, currentLanguage())} ${clockTime(lesson.startsAt)} ${lesson.title}`;
}

interface Editing {
  kind: CueKind;
  cue: Cue | null;
  id: string;
}

function CueEditor(props: {
  courseId: string;
  lesson: Lesson;
  lessons: readonly Lesson[];
  onLesson: (lessonId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, lesson, lessons, onLesson } = props;
  const of = { courseId, lessonId: lesson.id };
  const list = useCueList(of);
  const choices = useCueChoices(of);
  const words = useCueWords(list.sheet?.targets ?? {});
  const [editing, setEditing] = useState<Editing | null>(null);
  const cues = list.sheet?.cues ?? [];
  const add = (kind: CueKind): void => {
    const id = newCueId();
    // These say everything by being there.
    if (kind === 'start' || kind === 'lecture' || kind === 'end') {
      void list.save([...cues, { id, kind, note: '' }]);
    } else setEditing({ kind, cue: null, id });
  };
  const saved = async (cue: Cue): Promise<void> => {
    const known = cues.some(({ id }) => id === cue.id);
    const next = known ? cues.map((one) => (one.id === cue.id ? cue : one)) : [...cues, cue];
    if (await list.save(next)) setEditing(null);
  };
  if (list.loadError !== null) {
    return (
      <Notice title={t('cues.failed')} actions={<Button onClick={list.reload}>{t('common.retry')}</Button>}>
        <ErrorText error={list.loadError} />
      </Notice>
    );
  }
  return (
    <>
      <ListHead title={t('cues.title')} count={list.sheet === null ? undefined : cues.length}>
        <CopyButton list={list} lessons={lessons.filter(({ id }) => id !== lesson.id)} />
        <Dropdown
          trigger={['click']}
          menu={{
            items: kinds.map((kind) => ({ key: kind, label: t(`cues.kind.${kind}`) })),
            onClick: ({ key }) => {
              const kind = kinds.find((one) => one === key);
              if (kind !== undefined) add(kind);
            },
          }}
        >
          <Button type="primary" disabled={list.sheet === null}>
            {t('cues.add')}
          </Button>
        </Dropdown>
      </ListHead>
      <p className="quiet">{t('cues.deskText')}</p>
      <Select
        className="cues-desk__lesson"
        aria-label={t('cues.lesson')}
        value={lesson.id}
        options={lessons.map((one) => ({ value: one.id, label: lessonName(one) }))}
        onChange={onLesson}
      />
      <SaveError list={list} />
      {list.sheet?.cues.length === 0 ? <p className="quiet">{t('cues.deskEmpty')}</p> : null}
      {list.sheet === null ? null : (
        <CueRows
          sheet={list.sheet}
          words={words}
          onChange={(next) => void list.save(next)}
          onEdit={(cue) => setEditing({ kind: cue.kind, cue, id: cue.id })}
        />
      )}
      {editing === null ? null : (
        <CueForm
          key={editing.id}
          {...editing}
          choices={choices}
          busy={list.busy}
          onSave={(cue) => void saved(cue)}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

function SaveError({ list }: { list: CueList }): ReactElement | null {
  const { t } = useTranslation();
  const { error } = list;
  if (error === null) return null;
  const title = error.code === 'conflict' ? t('cues.conflict') : <ErrorText error={error} />;
  return <Alert type="error" showIcon role="alert" title={title} />;
}

function CopyButton({ list, lessons }: { list: CueList; lessons: readonly Lesson[] }): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState<string | null>(null);
  if (lessons.length === 0) return null;
  const copy = async (): Promise<void> => {
    if (from !== null) await list.copyFrom(from);
    setOpen(false);
  };
  return (
    <>
      <Button disabled={list.sheet === null} onClick={() => setOpen(true)}>
        {t('cues.copyFrom')}
      </Button>
      <Modal
        open={open}
        title={t('cues.copyFrom')}
        okText={t('cues.copy')}
        cancelText={t('common.cancel')}
        okButtonProps={{ disabled: from === null }}
        confirmLoading={list.busy}
        onOk={() => void copy()}
        onCancel={() => setOpen(false)}
      >
        <p>{t('cues.copyText')}</p>
        <Select
          className="cues-desk__lesson"
          aria-label={t('cues.chooseLesson')}
          placeholder={t('cues.chooseLesson')}
          value={from}
          options={lessons.map((one) => ({ value: one.id, label: lessonName(one) }))}
          onChange={setFrom}
        />
      </Modal>
    </>
  );
}
