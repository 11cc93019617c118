import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRoutes, type AuditEntry } from '../../src/contract/audit.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { recordRoutes } from '../../src/contract/records.ts';
import { openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser, openSession, signIn, type Session } from '../support/wire.ts';

// The log of what belongs to no course, on the real server.

let server: TestServer;
let course: OpenCourse;
let organiser: Session;

beforeAll(async () => {
  server = await startServer();
  course = await openCourse(server);
  organiser = await openSession(server.url, '/api/sign-in', firstOrganiser);
});
afterAll(() => server.close());

async function log(query = ''): Promise<{ entries: AuditEntry[]; more: boolean; records: string[] }> {
  const answer = await organiser.request('GET', `/api/audit${query}`);
  return auditRoutes['GET /api/audit'].output.parse(await answer.json());
}

describe('the server’s log', () => {
  it('has accounts, sign-ins and courses that were made, and nothing of what a course has', async () => {
    const path = `/api/courses/${course.courseId}`;
    expect((await organiser.request('POST', `${path}/units`, { name: '示例单位乙' })).status).toBe(200);
    const { entries, more, records } = await log();
    expect(more).toBe(false);
    expect(records).toEqual(['account', 'course', 'invitation', 'session']);
    const { sessionId, name } = organiser.participant;
    expect(entries[0]).toMatchObject({
      action: 'session.opened',
      recordId: sessionId,
      by: { sessionId, name, role: 'organiser' },
    });
    expect(entries.find(({ action }) => action === 'course.created')).toMatchObject({
      recordId: course.courseId,
    });
    expect(JSON.stringify(entries)).not.toContain('示例单位乙');
  });

  it('keeps a course that was removed, and who removed it', async () => {
    const made = await organiser.request('POST', '/api/courses', { name: '示例短班' });
    const { courseId } = recordRoutes['POST /api/courses'].output.parse(await made.json());
    expect((await organiser.request('DELETE', `/api/courses/${courseId}?revision=1`)).status).toBe(200);
    const { entries } = await log('?record=course&text=示例短班');
    expect(entries.map(({ action }) => action)).toEqual(['course.removed', 'course.created']);
    expect(entries[0]).toMatchObject({ recordId: courseId, by: { name: firstOrganiser.name } });
  });

  it('comes in pages, the newest first', async () => {
    const { entries: all } = await log();
    const first = await log('?limit=1');
    expect(first).toMatchObject({ more: true, entries: [all[0]] });
    expect((await log(`?limit=1&before=${first.entries[0]?.id ?? 0}`)).entries).toEqual([all[1]]);
  });

  it('is a CSV, too', async () => {
    const answer = await organiser.request('GET', '/api/audit/export?record=course&language=zh-CN');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain('服务器 操作记录');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines[0]).toContain('操作人');
    expect(lines.slice(1).every((line) => line.includes('course.'))).toBe(true);
    expect(lines).toHaveLength((await log('?record=course')).entries.length + 1);
  });

  it('is refused to those who run one course only, with all that is of the whole server', async () => {
    const link = await organiser.request('POST', `/api/courses/${course.courseId}/invitations`, {
      role: 'organiser',
      label: '示例培训班主办方',
    });
    const { invitation } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
      await link.json(),
    );
    const ofCourse = await signIn(server.url, invitation.path);
    expect(ofCourse.participant).toMatchObject({ role: 'organiser', courseId: course.courseId });
    for (const path of ['/api/audit', '/api/audit/export?language=en', '/api/accounts']) {
      const answer = await ofCourse.request('GET', path);
      expect(answer.status, path).toBe(403);
      expect(await answer.json()).toMatchObject({ error: { code: 'forbidden' } });
    }
    expect((await ofCourse.request('GET', `/api/courses/${course.courseId}/audit`)).status).toBe(200);
    expect((await fetch(`${server.url}/api/audit`)).status).toBe(401);
  });
});
