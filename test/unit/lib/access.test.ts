import { describe, expect, it } from 'vitest';
import type { Participant } from '../../../src/contract/identity.ts';
import { mayAct, permissions, type Permission } from '../../../src/contract/permissions.ts';
import { roles, type Role } from '../../../src/contract/roles.ts';

function person(role: Role, courseId: string | null = 'course-1'): Participant {
  return { sessionId: 's', role, name: 'n', courseId, branchId: null, traineeId: null };
}

describe('who may act', () => {
  const cases = Object.entries(permissions).flatMap(([action, permission]) =>
    roles.map((role) => ({ action, permission, role })),
  );

  it.each(cases)('$role: $action', ({ permission, role }) => {
    const named = permission.scope === 'public' || permission.roles.includes(role);
    expect(mayAct(permission, person(role))).toBe(named && permission.scope !== 'server');
    expect(mayAct(permission, person(role, null))).toBe(named);
  });

  it.each(Object.entries(permissions))('nobody: %s', (_action, permission) => {
    expect(mayAct(permission, undefined)).toBe(permission.scope === 'public');
  });

  it('denies a role that is not named, whatever its name', () => {
    const permission: Permission = { scope: 'course', roles: [] };
    for (const role of roles) expect(mayAct(permission, person(role))).toBe(false);
  });
});
