import { enterCourse } from '../lib/course-scope.ts';
import type { Feature } from '../lib/feature.ts';
import type { Actor } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import { addDemoMaterials } from './demo-materials.ts';
import { KeptFiles } from './kept-files.ts';
import { createMaterialRawRoutes, createMaterialRoutes } from './routes.ts';
import { Materials, type MaterialDependencies } from './service.ts';
import { Uploads, type UploadSettings } from './uploads.ts';
import { Vault } from './vault.ts';

export interface MaterialsFeature extends Feature {
  /** Files that other features keep in the same folder. */
  files: KeptFiles;
  /** Gives the artificial course some artificial materials. */
  addDemo(courseId: string, by: string | null): Promise<void>;
  /** Removes a course's materials in the transaction that deletes the course; the answer removes their files, after it. */
  letGo(queries: Queries, courseId: string, by: Actor): Promise<() => void>;
}

/** Builds the feature; `features.ts` connects it. */
export async function createMaterials(
  deps: MaterialDependencies & { dataDir: string; settings: UploadSettings },
): Promise<MaterialsFeature> {
  const vault = await Vault.open(deps.dataDir);
  const materials = new Materials(deps, vault);
  const uploads = new Uploads(deps, { settings: deps.settings, vault, materials });
  await uploads.expire();
  return {
    name: 'materials',
    files: new KeptFiles(vault, deps.scan),
    routes: createMaterialRoutes(materials, uploads),
    rawRoutes: createMaterialRawRoutes(materials, uploads),
    // The pieces of an upload are taken one after the other.
    courseOf: Object.fromEntries(
      ['HEAD', 'PATCH', 'DELETE'].map((method) => [
        `${method} /api/uploads/:uploadId`,
        ({ params }: { params: { uploadId: string } }) => uploads.courseOf(params.uploadId),
      ]),
    ),
    connected: (connection) => enterCourse(connection),
    addDemo: (courseId, by) => addDemoMaterials({ ...deps, vault }, courseId, by),
    letGo: (queries, courseId, by) => uploads.letGo(queries, courseId, by),
    close: () => uploads.close(),
  };
}
