import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser } from '../support/wire.ts';

// Wrong attempts are slowed by the real server, and go on being slowed when it was killed and started again.

const free = 5;
let server: TestServer;
let course: OpenCourse;

beforeAll(async () => {
  server = await startServer();
  course = await openCourse(server);
});
afterAll(() => server.close());

const refusal = z.object({
  error: z.object({ code: z.string(), details: z.object({ retryAfterSeconds: z.number() }).optional() }),
});

/** Status, and the seconds to wait when there are any. */
async function post(path: string, body: unknown): Promise<{ status: number; wait: number | undefined }> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  const { status } = response;
  return {
    status,
    wait: status === 429 ? refusal.parse(answer).error.details?.retryAfterSeconds : undefined,
  };
}

/** The last free attempts, a restart, and one more as soon as it is let through. */
async function acrossRestart(attempt: () => Promise<{ status: number; wait: number | undefined }>) {
  for (let i = 0; i < free; i += 1) expect(await attempt()).toEqual({ status: 403, wait: undefined });
  await server.kill();
  await server.start();
  await expect.poll(async () => (await attempt()).status, { interval: 250 }).toBe(403);
  return attempt();
}

describe('a server that was killed still slows', () => {
  it('whoever guesses a password', async () => {
    const guess = () => post('/api/sign-in', { name: firstOrganiser.name, password: 'guessed wrongly' });
    const next = await acrossRestart(guess);
    // Two seconds would be the wait after five; it doubles with the sixth.
    expect(next.status).toBe(429);
    expect(next.wait).toBeGreaterThan(2);
  });

  it('whoever guesses a number, and nobody else', async () => {
    const path = `/api/courses/${course.courseId}/invitations`;
    const made = await course.organiser.request('POST', path, { role: 'trainee', label: '示例入口' });
    const { invitation } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
      await made.json(),
    );
    const identify = (name: string, number: string) =>
      post('/api/identify', { token: invitation.path.slice(3), name, number });
    const next = await acrossRestart(() => identify('示例学员 0001', '9999'));
    expect(next.status).toBe(429);
    expect(next.wait).toBeGreaterThan(2);
    expect(await identify('示例学员 0001', '0001')).toMatchObject({ status: 429 });
    expect(await identify('示例学员 0002', '0002')).toMatchObject({ status: 200 });
  });
});
