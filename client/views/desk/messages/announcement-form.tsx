import { Alert, Button, Checkbox, Input, Radio, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { limits } from '../../../../src/contract/limits.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { useSending } from '../../messages/use-sending.ts';
import '../../../i18n/desk-messages.ts';

/** Characters of an announcement, as the contract has it. */
const mostCharacters: (typeof limits)['announcementLength'] = 300;
/** Minutes for which newcomers are shown it, as they can be chosen. */
const times = [15, 60, 240, 1_440, 4_320] as const;

/** Announces something to everybody or to some branches. */
export function AnnouncementForm({
  courseId,
  onSent,
}: {
  courseId: string;
  onSent: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const [text, setText] = useState('');
  const [toAll, setToAll] = useState(true);
  const [branchIds, setBranchIds] = useState<readonly string[]>([]);
  const [stays, setStays] = useState(false);
  const [currentForMinutes, setMinutes] = useState<number>(60);
  const sending = useSending();
  const send = (): void =>
    sending.run(
      (clientId) =>
        api.request('POST /api/courses/:courseId/announcements', {
          params: { courseId },
          body: { clientId, text, branchIds: toAll ? null : [...branchIds], stays, currentForMinutes },
        }),
      () => {
        setText('');
        setStays(false);
        onSent();
      },
    );
  return (
    <div className="desk-messages__form">
      <p className="quiet">{t('deskMessages.announceText')}</p>
      <Input.TextArea
        aria-label={t('deskMessages.announce')}
        placeholder={t('deskMessages.placeholder', { most: mostCharacters })}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={mostCharacters}
        showCount
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="desk-messages__row">
        <Radio.Group
          aria-label={t('deskMessages.whom')}
          value={toAll}
          onChange={(event) => setToAll(event.target.value === true)}
          options={[
            { value: true, label: t('deskMessages.everybody') },
            { value: false, label: t('deskMessages.someBranches') },
          ]}
        />
        <Checkbox checked={stays} onChange={(event) => setStays(event.target.checked)}>
          {t('deskMessages.stays')}
        </Checkbox>
      </div>
      {toAll ? null : <BranchChoice courseId={courseId} chosen={branchIds} onChoose={setBranchIds} />}
      <div className="desk-messages__row">
        <label className="desk-messages__time">
          {t('deskMessages.currentFor')}
          <Select
            aria-label={t('deskMessages.currentFor')}
            value={currentForMinutes}
            onChange={setMinutes}
            options={times.map((value) => ({
              value,
              label:
                value < 60
                  ? t('deskMessages.minutes', { count: value })
                  : t('deskMessages.hours', { count: value / 60 }),
            }))}
          />
        </label>
        <Button
          type="primary"
          disabled={text.trim() === '' || (!toAll && branchIds.length === 0)}
          loading={sending.busy}
          onClick={send}
        >
          {t('deskMessages.send')}
        </Button>
      </div>
      {sending.error === null ? null : <Alert type="error" title={<ErrorText error={sending.error} />} />}
    </div>
  );
}

function BranchChoice(props: {
  courseId: string;
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, chosen, onChoose } = props;
  const list = useRequest('GET /api/courses/:courseId/branches', { params: { courseId } });
  const branches = list.kind === 'ready' ? list.data.branches : [];
  const units = [...new Set(branches.map(({ unit }) => unit))].filter((unit) => unit !== '');
  const add = (which: (branch: (typeof branches)[number]) => boolean): void =>
    onChoose([...new Set([...chosen, ...branches.filter(which).map(({ id }) => id)])]);
  return (
    <div className="desk-messages__branches">
      <Select
        mode="multiple"
        allowClear
        aria-label={t('deskMessages.chooseBranches')}
        placeholder={t('deskMessages.chooseBranches')}
        maxTagCount="responsive"
        showSearch={{ optionFilterProp: 'label' }}
        loading={list.kind === 'loading'}
        value={[...chosen]}
        onChange={onChoose}
        options={branches.map(({ id, number, name }) => ({ value: id, label: `${number} ${name}` }))}
      />
      <div className="desk-messages__row">
        <Button onClick={() => add(({ level }) => level === 1)}>{t('deskMessages.levelOne')}</Button>
        <Button onClick={() => add(({ level }) => level === 2)}>{t('deskMessages.levelTwo')}</Button>
        {units.length === 0 ? null : (
          <Select
            aria-label={t('deskMessages.ofUnit')}
            placeholder={t('deskMessages.ofUnit')}
            value={null}
            options={units.map((unit) => ({ value: unit, label: unit }))}
            onChange={(unit: string | null) => add((branch) => branch.unit === unit)}
          />
        )}
        <Button disabled={chosen.length === 0} onClick={() => onChoose([])}>
          {t('deskMessages.clear')}
        </Button>
        <span className="quiet figures">{t('deskMessages.chosen', { count: chosen.length })}</span>
      </div>
    </div>
  );
}
