import { expect, it } from 'vitest';
import { guests, patrolled, viewers } from '../../../client/session/class-roles.ts';
import { permissions } from '../../../src/contract/permissions.ts';

it('says the same as the matrix, which phones do not load', () => {
  expect(viewers).toEqual(permissions['media.receive'].roles);
  expect(guests).toEqual(permissions['stage.checked'].roles);
  expect(patrolled).toEqual(permissions['patrol.still'].roles);
});
