import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { moved } from '../../session/paper-answers.ts';
import { Icon } from '../common/icon.tsx';
import type { FieldProps } from './field.ts';

/** Items in an order, each with two large arrows: for a thumb and for the keyboard alike. */
export function Ordering({ item, labelledBy, answer, onAnswer }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  /** The arrow that was pressed last: it moves with its item and keeps the focus. */
  const pressed = useRef<{ place: number; by: -1 | 1 } | null>(null);
  const given = answer?.kind === 'ordering' ? answer.order : [];
  const isWhole = given.length === item.options.length;
  const order = isWhole ? given : item.options.map((_, place) => place);
  useEffect(() => {
    if (pressed.current === null) return;
    const { place, by } = pressed.current;
    pressed.current = null;
    list.current?.querySelector<HTMLElement>(`[data-arrow="${place} ${by}"]`)?.focus();
  });
  const press = (index: number, place: number, by: -1 | 1): void => {
    pressed.current = { place, by };
    onAnswer({ kind: 'ordering', order: moved(order, index, by) });
  };
  return (
    <div className="paper-fields">
      <p className="quiet">
        {t('paper.field.order')} {isWhole ? null : t('paper.field.orderUntouched')}
      </p>
      <ol ref={list} className="paper-order" aria-labelledby={labelledBy}>
        {order.map((place, index) => {
          const name = item.options[place]?.text ?? '';
          return (
            <li key={place}>
              <b className="figures">{index + 1}</b>
              <bdi>{name}</bdi>
              {([-1, 1] as const).map((by) => (
                <button
                  key={by}
                  type="button"
                  className={`button button--icon paper-order__${by === -1 ? 'up' : 'down'}`}
                  data-arrow={`${place} ${by}`}
                  aria-label={t(by === -1 ? 'paper.field.up' : 'paper.field.down', { name })}
                  // Not `disabled`: that would take the focus away from who moves an item to the end.
                  aria-disabled={index + by < 0 || index + by >= order.length}
                  onClick={() => {
                    if (index + by >= 0 && index + by < order.length) press(index, place, by);
                  }}
                >
                  <Icon name="chevron" />
                </button>
              ))}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
