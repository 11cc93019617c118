import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuestionSettings } from '../../../src/contract/questions.ts';
import type { QuestionActions } from './use-question-actions.ts';

const fields = [
  ['throughLiaison', 'questions.settingThroughLiaison'],
  ['approval', 'questions.settingApproval'],
  ['hideNames', 'questions.settingHideNames'],
] as const;

/** How questions are handled in this lesson; each change counts at once. */
export function SettingsFields(props: {
  settings: QuestionSettings;
  actions: QuestionActions;
}): ReactElement {
  const { t } = useTranslation();
  const { settings, actions } = props;
  return (
    <fieldset className="question-settings">
      <legend className="only-spoken">{t('questions.settings')}</legend>
      {fields.map(([field, label]) => (
        <label key={field}>
          <input
            type="checkbox"
            checked={settings[field]}
            disabled={actions.busy}
            onChange={(event) => void actions.run('question.configure', { [field]: event.target.checked })}
          />
          {t(label)}
        </label>
      ))}
    </fieldset>
  );
}
