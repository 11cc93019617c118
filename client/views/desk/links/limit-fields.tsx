import { Form, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../../src/contract/limits.ts';
import type { expiryChoices, ExpiryChoice } from './link-words.ts';

export interface Limits<E extends string = ExpiryChoice> {
  expiry: E;
  uses: number | null;
}

const choices = [
  'never',
  'day',
  'days3',
  'week',
  'month',
] as const satisfies readonly (keyof typeof expiryChoices)[];

/** How long and how often a link may be used. */
export function LimitFields<E extends ExpiryChoice | 'keep'>(props: {
  value: Limits<E>;
  /** Offered before the usual ones. */
  first?: readonly E[];
  onChange: (value: Limits<E | ExpiryChoice>) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { value, first = [], onChange } = props;
  return (
    <div className="links__limits">
      <Form.Item label={t('identity.links.expiry')}>
        <Select<E | ExpiryChoice>
          aria-label={t('identity.links.expiry')}
          value={value.expiry}
          options={[...first, ...choices].map((one) => ({
            value: one,
            label: t(`identity.links.expiryOf.${one}`),
          }))}
          onChange={(expiry) => onChange({ ...value, expiry })}
        />
      </Form.Item>
      <Form.Item label={t('identity.links.uses')} extra={t('identity.links.usesHint')}>
        <InputNumber
          aria-label={t('identity.links.uses')}
          min={1}
          max={limits.linkUses}
          precision={0}
          value={value.uses}
          onChange={(uses) => onChange({ ...value, uses })}
        />
      </Form.Item>
    </div>
  );
}
