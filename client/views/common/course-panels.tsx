import { useState, type ComponentType, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { Dialog } from './dialog.tsx';
import { lazyView, Pending } from './lazy-view.tsx';
import './course-panels.css';

// Each comes when somebody asks for it: a phone's first load carries none of them.
const panels = {
  readiness: lazyView(async () => (await import('../readiness/readiness-panel.tsx')).ReadinessPanel),
  schedule: lazyView(async () => (await import('../schedule/schedule-panel.tsx')).SchedulePanel),
  materials: lazyView(async () => (await import('../materials/materials-panel.tsx')).MaterialsPanel),
} as const satisfies Record<string, ComponentType>;

type Panel = keyof typeof panels;

const titles = {
  readiness: 'panel.readiness',
  schedule: 'panel.schedule',
  materials: 'panel.materials',
} as const;

/** Whose devices are checked before class (contract/permissions.ts). */
const checked: readonly string[] = ['screen', 'liaison', 'port'];

/**
 * Device check, timetable and materials, each behind a button.
 * @param materials false where the page shows the materials itself
 */
export function CoursePanels({ materials = true }: { materials?: boolean }): ReactElement {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const [open, setOpen] = useState<Panel | null>(null);
  const offered: Panel[] = [
    ...(checked.includes(role) ? (['readiness'] as const) : []),
    'schedule',
    ...(materials ? (['materials'] as const) : []),
  ];
  return (
    <>
      <nav className="course-panels" aria-label={t('panel.schedule')}>
        {offered.map((panel) => (
          <button key={panel} type="button" className="button" onClick={() => setOpen(panel)}>
            {t(titles[panel])}
          </button>
        ))}
      </nav>
      {open === null ? null : <PanelDialog panel={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function PanelDialog({ panel, onClose }: { panel: Panel; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const Content = panels[panel];
  return (
    <Dialog
      title={t(titles[panel])}
      onClose={onClose}
      actions={
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
      }
    >
      <Pending fallback={<p className="quiet">{t('common.loading')}</p>}>
        <Content />
      </Pending>
    </Dialog>
  );
}
