import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownItem } from '../../../src/contract/shown.ts';
import '../../i18n/in-class.ts';
import './in-class.css';

/** The question that the lecturer answers, or who was picked. @param props.large it is what there is to do now */
export function ShownNow(props: {
  item: Exclude<ShownItem, { kind: 'poll' }>;
  large: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { item, large } = props;
  const isPick = item.kind === 'pick';
  const who = isPick ? item.branchName : [item.askerName, item.branchName].filter(Boolean).join(' · ');
  return (
    <section className={`shown-now card${large ? ' shown-now--large' : ''}`} role="status">
      <p className="quiet">{isPick ? t('inClass.picked') : t('inClass.shownQuestion')}</p>
      <p className="shown-now__text">
        <bdi>{isPick ? item.name : item.text}</bdi>
      </p>
      {who === null || who === '' ? null : <bdi className="quiet">{who}</bdi>}
      {isPick || item.answer === null ? null : (
        <p className="shown-now__answer">
          <bdi>{item.answer}</bdi>
        </p>
      )}
    </section>
  );
}
