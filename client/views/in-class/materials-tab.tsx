import type { ReactElement } from 'react';
import { CoursePanels } from '../common/course-panels.tsx';
import { MaterialsPanel } from '../materials/materials-panel.tsx';

/** The materials, and the ways to the timetable and the device check. */
export function MaterialsTab(): ReactElement {
  return (
    <>
      <CoursePanels materials={false} />
      <MaterialsPanel />
    </>
  );
}
