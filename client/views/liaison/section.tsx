import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../common/icon.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import type { LiaisonSection, SectionId } from './sections.ts';

// What they count with comes after the first load.
const UnreadBadge = lazyView(async () => (await import('../messages/unread-badge.tsx')).UnreadBadge);
const FindingsBadge = lazyView(async () => (await import('./findings-badge.tsx')).FindingsBadge);

/** Where a section is on the page. */
export function sectionPlace(id: SectionId): string {
  return `liaison-${id}`;
}

/** One part of the day behind its heading; what is in it comes when it is opened. */
export function Section(
  props: Pick<LiaisonSection, 'id' | 'open' | 'unread'> & {
    /** What stands beside its name. */
    badge?: ReactNode;
    children: ReactNode;
  },
): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(props.open);
  const contentId = useId();
  return (
    <section id={sectionPlace(props.id)} className="liaison__section card">
      <h2>
        <button
          type="button"
          className="liaison__toggle"
          aria-expanded={open}
          aria-controls={open ? contentId : undefined}
          onClick={() => setOpen(!open)}
        >
          {t(`liaison.section.${props.id}`)}
          {props.badge}
          {props.unread === undefined ? null : (
            <Pending fallback={null}>
              {props.unread === 'findings' ? <FindingsBadge /> : <UnreadBadge of={props.unread} />}
            </Pending>
          )}
          <Icon name="chevron" />
        </button>
      </h2>
      {open ? (
        <div id={contentId} className="liaison__content">
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
