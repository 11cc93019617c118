import { expect } from 'vitest';
import { z } from 'zod';
import { sessionHeader } from '../../src/contract/identity.ts';
import { materialRoutes, type Material } from '../../src/contract/materials.ts';
import { at } from './course.ts';
import type { CourseSetupServer, SmallCourse } from './course-setup-server.ts';
import type { Session } from './wire.ts';

const wireError = z.object({ error: z.object({ code: z.string() }) });

/** The code of a refusal. */
export async function codeOf(response: Response): Promise<string> {
  return wireError.parse(await response.json()).error.code;
}

/** The address of a material's file for somebody else's session. */
export function pathFor(who: Session, { id }: Material): string {
  return `/api/materials/${id}/file?session=${who.participant.sessionId}`;
}

const beginRoute = materialRoutes['POST /api/courses/:courseId/uploads'];
const listRoute = materialRoutes['GET /api/courses/:courseId/materials'];

/** Uploads a whole file in an organiser's name and resolves to the material. */
export async function uploadMaterial(
  who: Session,
  courseId: string,
  fileName: string,
  content: Uint8Array,
): Promise<Material> {
  const begun = await who.request('POST', `/api/courses/${courseId}/uploads`, {
    fileName,
    size: content.length,
  });
  expect(begun.status).toBe(200);
  const { uploadId, path } = beginRoute.output.parse(await begun.json());
  const sent = await fetch(`${who.url}${path}`, {
    method: 'PATCH',
    headers: {
      ...tusHeadersOf(who),
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: Buffer.from(content),
  });
  expect(sent.status, await sent.text()).toBe(204);
  const listed = await who.request('GET', `/api/courses/${courseId}/materials`);
  const { materials } = listRoute.output.parse(await listed.json());
  return at(
    materials.filter(({ id }) => id === uploadId),
    0,
  );
}

function tusHeadersOf(who: Session): Record<string, string> {
  return {
    cookie: who.cookie,
    [sessionHeader]: who.participant.sessionId,
    'tus-resumable': '1.0.0',
  };
}

/** What an organiser and a reader do with materials, over the wire. */
export class MaterialDoor {
  readonly #server: CourseSetupServer;
  readonly #organiser: Session;
  readonly #course: SmallCourse;

  constructor(server: CourseSetupServer, organiser: Session, course: SmallCourse) {
    this.#server = server;
    this.#organiser = organiser;
    this.#course = course;
  }

  screenOf(of: SmallCourse, index = 0): Session {
    return this.#server.session('screen', { courseId: of.courseId, branchId: at(of.branches, index) });
  }

  async begin(body: Record<string, unknown>, of = this.#course): Promise<{ uploadId: string; path: string }> {
    const response = await this.#organiser.request('POST', `/api/courses/${of.courseId}/uploads`, body);
    expect(response.status).toBe(200);
    return materialRoutes['POST /api/courses/:courseId/uploads'].output.parse(await response.json());
  }

  /** Headers of a tus request in somebody's name. */
  tusHeaders(who = this.#organiser): Record<string, string> {
    return tusHeadersOf(who);
  }

  /** Sends bytes as the tus protocol has it. */
  patch(path: string, offset: number, bytes: Uint8Array, who = this.#organiser): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, {
      method: 'PATCH',
      headers: {
        ...this.tusHeaders(who),
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
      body: Buffer.from(bytes),
    });
  }

  async offsetOf(path: string): Promise<number> {
    const response = await fetch(`${this.#server.url}${path}`, {
      method: 'HEAD',
      headers: this.tusHeaders(),
    });
    expect(response.status).toBe(200);
    return Number(response.headers.get('upload-offset'));
  }

  /** Uploads a whole file and resolves to the material. */
  async add(
    fileName: string,
    content: Uint8Array,
    more: Record<string, unknown> = {},
    of = this.#course,
  ): Promise<Material> {
    const { uploadId, path } = await this.begin({ fileName, size: content.length, ...more }, of);
    const sent = await this.patch(path, 0, content);
    expect(sent.status, await sent.text()).toBe(204);
    const all = await this.list(this.#organiser, of);
    return at(
      all.filter(({ id }) => id === uploadId),
      0,
    );
  }

  async list(who: Session, of = this.#course): Promise<Material[]> {
    const response = await who.request('GET', `/api/courses/${of.courseId}/materials`);
    expect(response.status).toBe(200);
    const { output } = materialRoutes['GET /api/courses/:courseId/materials'];
    return output.parse(await response.json()).materials;
  }

  /** As a browser asks for a picture or a new tab: with the cookie, and no header of ours. */
  get(who: Session, path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#server.url}${path}`, { headers: { cookie: who.cookie, ...headers } });
  }
}
