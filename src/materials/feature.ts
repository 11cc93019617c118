import { enterCourse } from '../lib/course-scope.ts';
import type { Feature } from '../lib/feature.ts';
import { addDemoMaterials } from './demo-materials.ts';
import { createMaterialRawRoutes, createMaterialRoutes } from './routes.ts';
import { Materials, type MaterialDependencies } from './service.ts';
import { Uploads, type UploadSettings } from './uploads.ts';
import { Vault } from './vault.ts';

export interface MaterialsFeature extends Feature {
  /** Gives the artificial course some artificial materials. */
  addDemo(courseId: string, by: string | null): Promise<void>;
}

/** Builds the feature; `app.ts` connects it. */
export async function createMaterials(
  deps: MaterialDependencies & { dataDir: string; settings: UploadSettings },
): Promise<MaterialsFeature> {
  const vault = await Vault.open(deps.dataDir);
  const materials = new Materials(deps, vault);
  const uploads = new Uploads(deps, { settings: deps.settings, vault, materials });
  await uploads.expire();
  return {
    name: 'materials',
    routes: createMaterialRoutes(materials, uploads),
    rawRoutes: createMaterialRawRoutes(materials, uploads),
    connected: (connection) => enterCourse(connection),
    addDemo: (courseId, by) => addDemoMaterials({ ...deps, vault }, courseId, by),
    close: () => uploads.close(),
  };
}
