import type { materialRoutes } from '../contract/materials.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import type { RawRouteHandlers, RouteHandlers } from '../lib/feature.ts';
import type { Materials } from './service.ts';
import type { Uploads } from './uploads.ts';

export function createMaterialRoutes(
  materials: Materials,
  uploads: Uploads,
): RouteHandlers<typeof materialRoutes> {
  return {
    'GET /api/courses/:courseId/materials': async (context, { params }) =>
      materials.list(signedIn(context), reachable(context, params.courseId)),
    'GET /api/courses/:courseId/materials/figures': async (context, { params }) => ({
      figures: await materials.figures(reachable(context, params.courseId)),
    }),
    'GET /api/courses/:courseId/materials/:materialId/receipts': async (context, { params }) =>
      materials.receipts(reachable(context, params.courseId), params.materialId),
    'PATCH /api/courses/:courseId/materials/:materialId': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return { material: await materials.change(signedIn(context), courseId, params.materialId, body) };
    },
    'DELETE /api/courses/:courseId/materials/:materialId': async (context, { params }) => {
      await materials.remove(signedIn(context), reachable(context, params.courseId), params.materialId);
      return {};
    },
    'POST /api/courses/:courseId/uploads': async (context, { params, body }) => {
      const begun = await uploads.begin(signedIn(context), reachable(context, params.courseId), body);
      return { ...begun, path: `/api/uploads/${begun.uploadId}`, chunkBytes: uploads.chunkBytes };
    },
  };
}

export function createMaterialRawRoutes(
  materials: Materials,
  uploads: Uploads,
): RawRouteHandlers<typeof materialRoutes> {
  return {
    'HEAD /api/uploads/:uploadId': (context, { params }, wire) =>
      uploads.handle(signedIn(context), params.uploadId, wire),
    'PATCH /api/uploads/:uploadId': (context, { params }, wire) =>
      uploads.handle(signedIn(context), params.uploadId, wire),
    'DELETE /api/uploads/:uploadId': (context, { params }, wire) =>
      uploads.handle(signedIn(context), params.uploadId, wire),
    'GET /api/materials/:materialId/file': (context, { params, query }, wire) =>
      materials.send(signedIn(context), params.materialId, query.download === '1', wire),
  };
}
