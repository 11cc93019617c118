import { expect, it } from 'vitest';
import { placesOf } from '../../../../src/course/import/check-trainees.ts';

it('places who is new among who is there, by number, counting who comes before', () => {
  // Somebody between 3 and 7 was removed.
  const standing = [
    { number: '10', position: 1 },
    { number: '20', position: 3 },
    { number: '30', position: 7 },
  ];
  expect(placesOf(['35', '05', '25', '21', '40'], standing)).toEqual(
    new Map([
      ['05', { after: 0, position: 1 }],
      ['21', { after: 3, position: 5 }],
      ['25', { after: 3, position: 6 }],
      ['35', { after: 7, position: 11 }],
      ['40', { after: 7, position: 12 }],
    ]),
  );
});
