import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../common/icon.tsx';
import { Pending } from '../common/lazy-view.tsx';
import './in-class.css';

/** A part behind its heading; what is in it comes when it is opened. */
export function Fold(props: { title: string; badge?: ReactNode; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const contentId = useId();
  return (
    <section className="fold card">
      <h2>
        <button
          type="button"
          className="fold__toggle"
          aria-expanded={open}
          aria-controls={open ? contentId : undefined}
          onClick={() => setOpen(!open)}
        >
          <span>{props.title}</span>
          {props.badge}
          <Icon name="chevron" />
        </button>
      </h2>
      {open ? (
        <div id={contentId} className="fold__content">
          <Pending
            fallback={
              <p className="quiet" aria-busy="true">
                {t('common.loading')}
              </p>
            }
          >
            {props.children}
          </Pending>
        </div>
      ) : null}
    </section>
  );
}
