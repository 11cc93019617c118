import { lazy, Suspense, useState, type ComponentType, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { Dialog } from './dialog.tsx';
import './course-panels.css';

// Each comes when somebody asks for it: a phone's first load carries none of them.
const panels = {
  readiness: lazy(async () => ({
    default: (await import('../readiness/readiness-panel.tsx')).ReadinessPanel,
  })),
  schedule: lazy(async () => ({ default: (await import('../schedule/schedule-panel.tsx')).SchedulePanel })),
  materials: lazy(async () => ({
    default: (await import('../materials/materials-panel.tsx')).MaterialsPanel,
  })),
} as const satisfies Record<string, ComponentType>;

type Panel = keyof typeof panels;

const titles = {
  readiness: 'readiness.title',
  schedule: 'schedule.title',
  materials: 'materials.title',
} as const;

/** Whose devices are checked before class (contract/permissions.ts). */
const checked: readonly string[] = ['screen', 'liaison', 'port'];

/** Device check, timetable and materials, each behind a button. */
export function CoursePanels(): ReactElement {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const [open, setOpen] = useState<Panel | null>(null);
  const offered: Panel[] = [
    ...(checked.includes(role) ? (['readiness'] as const) : []),
    'schedule',
    'materials',
  ];
  return (
    <>
      <nav className="course-panels" aria-label={t('schedule.title')}>
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
      <Suspense fallback={<p className="quiet">{t('common.loading')}</p>}>
        <Content />
      </Suspense>
    </Dialog>
  );
}
