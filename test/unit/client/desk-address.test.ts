import { expect, it } from 'vitest';
import fc from 'fast-check';
import { hashOf, placeOf } from '../../../client/views/desk/desk-address.ts';
import { deskViews } from '../../../client/views/desk/desk-choice.ts';

const newDesk = { choice: { view: 'today', courseId: null, lessonId: null }, entered: null } as const;

it('has no address of its own for a new desk', () => {
  expect(hashOf(newDesk)).toBe('');
  expect(placeOf('')).toEqual(newDesk);
});

it('leads back to where it was written', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/);
  const choice = fc.record({
    view: fc.constantFrom(...deskViews),
    courseId: fc.option(id),
    lessonId: fc.option(id),
  });
  const entered = fc.option(
    fc.record({ as: fc.constantFrom('class' as const, 'wall' as const), lessonId: id }),
  );
  fc.assert(
    fc.property(fc.record({ choice, entered }), (place) => {
      expect(placeOf(hashOf(place))).toEqual(place);
    }),
  );
});

it.each(['#class=lesson-1', '#wall=lesson-1'])('still follows %s, as it was written before', (hash) => {
  expect(placeOf(hash).entered).toEqual({ as: hash.slice(1).split('=')[0], lessonId: 'lesson-1' });
});

it('takes whatever else is there for a new desk', () => {
  expect(placeOf('#view=nowhere&course=%3Cb%3E&lesson=&class=../x')).toEqual(newDesk);
  fc.assert(fc.property(fc.string(), (text) => void placeOf(`#${text}`)));
});
