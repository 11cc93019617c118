import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Connection } from '../../../client/session/connection.ts';
import { forgetWhenOver } from '../../../client/session/leaving.ts';
import { remembered } from '../../../client/session/remember.ts';
import { FakeServer } from './support/fake-server.ts';

/** A browser's storage: what is kept are its own keys. */
function storage(): object {
  const methods = {
    getItem(this: object, key: string): unknown {
      return Object.hasOwn(this, key) ? Reflect.get(this, key) : null;
    },
    setItem(this: object, key: string, value: string): void {
      Reflect.set(this, key, value);
    },
    removeItem(this: object, key: string): void {
      Reflect.deleteProperty(this, key);
    },
  };
  return Object.create(methods) as object;
}

let server: FakeServer;
let connection: Connection;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', storage());
  server = new FakeServer();
  connection = new Connection('session-1', server.createWire);
  stop = forgetWhenOver('session-1', connection.state);
  remembered.setPage({ role: 'trainee', sessionId: 'session-1' });
  for (const key of ofThePerson) remembered.set(key, 'a draft');
  for (const key of ofOthers) remembered.set(key, 'kept');
  remembered.set('scan', JSON.stringify({ code: 'a', me: { sessionId: 'session-1' } }));
  connection.open();
  server.accept();
});

afterEach(() => {
  stop();
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const paper = 'paper.paper-1.session-1';
const ofThePerson = [
  ...(['questions.session-1', 'polls.session-1', 'reflection.session-1', 'feedback.session-1'] as const),
  ...(['help.session-1', 'announcements.session-1', 'rollCall.lesson.branch.session-1'] as const),
  paper,
] as const;
const ofOthers = ['paper.paper-1.session-2', 'questions.session-2', 'camera', 'columns.trainees'] as const;
const left = (): string[] => Object.keys(localStorage).map((key) => key.replace('plenum.', ''));

it('a session that is ended from elsewhere leaves nothing of its person here, and others keep theirs', () => {
  server.notice('session.revoked', {});
  expect(left().sort()).toEqual([...ofOthers].sort());
  // What was still being written when the page closed comes to nothing.
  remembered.set(paper, 'late');
  expect(left()).not.toContain(paper);
  remembered.set('paper.paper-1.session-2', 'goes on');
  expect(remembered.get('paper.paper-1.session-2')).toBe('goes on');
});

it('a line that is lost, a server that is away and another page of the same session remove nothing', () => {
  const before = left();
  server.drop();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    vi.advanceTimersByTime(3_000);
    server.refuse(attempt % 2 === 0 ? undefined : { code: 'unavailable', message: '' });
  }
  server.notice('server.stopping', {});
  server.notice('session.replaced', {});
  expect(connection.state.get().kind).toBe('replaced');
  expect(left()).toEqual(before);
});

it('a session that the server knows no more leaves answers that a paper still lacks, and nothing else', () => {
  server.drop();
  vi.advanceTimersByTime(3_000);
  server.refuse({ code: 'not_signed_in', message: '' });
  expect(connection.state.get().kind).toBe('failed');
  expect(left().sort()).toEqual([...ofOthers, paper].sort());
  // Whoever moved to another device comes back to this one, and goes on.
  remembered.setPage({ role: 'trainee', sessionId: 'session-1' });
  remembered.set(paper, 'more');
  expect(remembered.get(paper)).toBe('more');
});
