import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientError, type ClientErrorCode } from '../../../client/session/client-error.ts';
import { PaperSitting } from '../../../client/session/paper-sitting.ts';
import { FakePage, noon } from './support/attendance.ts';
import { FakePapers, kept } from './support/paper.ts';

let server: FakePapers;
let page: FakePage;
const sittings: PaperSitting[] = [];

beforeEach(() => {
  // This device's clock is a day behind the server's.
  vi.useFakeTimers({ now: noon - 86_400_000 });
  server = new FakePapers();
  page = new FakePage();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener);
  vi.stubGlobal('removeEventListener', page.removeEventListener);
});

afterEach(() => {
  for (const sitting of sittings.splice(0)) sitting.close();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(page.left, 'no listener survives a close').toBe(0);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A device that has the paper; devices have memories of their own. */
function device(memory = kept()): PaperSitting {
  const sitting = new PaperSitting(server.paper(), server.ground(memory));
  sittings.push(sitting);
  return sitting;
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const refusal = (code: ClientErrorCode): ClientError => new ClientError(code);
const choice = (place: number) => ({ kind: 'single' as const, choice: place });
const short = (text: string) => ({ kind: 'short' as const, text });

describe('an answer', () => {
  it('is on the device at once and with the server within two seconds, typing or not', async () => {
    const memory = kept();
    const sitting = device(memory);
    sitting.answer('item-1', choice(2));
    expect(memory.text()).toContain('"choice":2');
    expect(sitting.state.get()).toMatchObject({ saving: 'sending', answers: { 'item-1': choice(2) } });
    await pass(500);
    expect(server.answers).toEqual({ 'item-1': choice(2) });
    expect(sitting.state.get().saving).toBe('saved');
    // Somebody who never stops typing is saved all the same.
    for (let letter = 1; letter <= 20; letter += 1) {
      sitting.answer('item-2', short('示'.repeat(letter)), true);
      await pass(100);
    }
    expect(server.saves.length).toBeGreaterThan(2);
    expect(JSON.stringify(server.answers['item-2']).length).toBeGreaterThan(20);
    await pass(1_500);
    expect(server.answers['item-2']).toEqual(short('示'.repeat(20)));
    expect(memory.text()).toBe('');
  });

  it('that was emptied is taken back', async () => {
    const sitting = device();
    sitting.answer('item-2', short('示例'));
    await pass(500);
    sitting.answer('item-2', short('  '));
    expect(sitting.state.get().answers['item-2']).toBeUndefined();
    await pass(500);
    expect(server.answers).toEqual({});
  });

  it('waits for the line, says so, and goes out once by itself', async () => {
    const sitting = device();
    server.failure = refusal('offline');
    sitting.answer('item-1', choice(0));
    await pass(500);
    expect(sitting.state.get().saving).toBe('waiting');
    await pass(20_000);
    sitting.answer('item-1', choice(1));
    server.failure = null;
    page.tell('online');
    await pass(500);
    expect(server.answers).toEqual({ 'item-1': choice(1) });
    expect(sitting.state.get().saving).toBe('saved');
    expect(server.saves).toHaveLength(1);
  });

  it('that the server does not acknowledge for seconds is not called on its way any more', async () => {
    const sitting = device();
    server.hangs = true;
    sitting.answer('item-1', choice(0));
    await pass(2_000);
    expect(sitting.state.get().saving).toBe('sending');
    await pass(2_000);
    expect(sitting.state.get().saving).toBe('waiting');
  });

  it('survives the battery: the same device goes on where it was', async () => {
    const memory = kept();
    const before = device(memory);
    server.failure = refusal('offline');
    before.answer('item-1', choice(2));
    before.close();
    server.failure = null;
    const after = device(memory);
    expect(after.state.get().answers).toEqual({ 'item-1': choice(2) });
    await pass(500);
    expect(server.answers).toEqual({ 'item-1': choice(2) });
  });

  it('that somebody tampered with on the device harms nothing', () => {
    for (const text of [
      '{',
      '[]',
      '{"answers":{"item-1":{"answer":{"kind":"short"},"version":1}}}',
      'null',
    ]) {
      expect(device(kept(text)).state.get().answers).toEqual({});
    }
  });
});

describe('two devices', () => {
  it('side by side show what the other one does as soon as they hear of it, and ask no more than that', async () => {
    const [first, second] = [device(), device()];
    const hear = (handedIn = false): void => {
      for (const one of [first, second]) {
        one.changed({ paperId: 'paper-1', version: server.paper().version, handedIn });
      }
    };
    second.answer('item-1', choice(1));
    await pass(500);
    const { asked } = server;
    hear();
    await pass(100);
    expect(first.state.get()).toMatchObject({ answers: { 'item-1': choice(1) }, elsewhere: true });
    expect(second.state.get().elsewhere).toBe(false);
    // The one that saved it knows it.
    expect(server.asked).toBe(asked + 1);
    second.handIn();
    await pass(500);
    hear(true);
    await pass(100);
    expect(first.state.get().phase).toBe('done');
  });

  it('of both the newer answer counts, even when the older one arrives last', async () => {
    const [first, second] = [device(), device()];
    server.failure = refusal('offline');
    first.answer('item-1', choice(0));
    await pass(5_000);
    server.failure = null;
    second.answer('item-1', choice(1));
    await pass(500);
    page.tell('online');
    await pass(5_000);
    expect(server.answers).toEqual({ 'item-1': choice(1) });
    expect(first.state.get().answers).toEqual({ 'item-1': choice(1) });
    expect(first.state.get()).toMatchObject({ saving: 'saved', elsewhere: true });
  });

  it('whoever takes the first one in hand again sees what was answered on the other', async () => {
    const [first, second] = [device(), device()];
    second.answer('item-2', short('示例乙'));
    await pass(1_500);
    first.answer('item-1', choice(0));
    page.tell('visibilitychange');
    await pass(1_500);
    expect(first.state.get().answers).toEqual({ 'item-1': choice(0), 'item-2': short('示例乙') });
  });

  it('a device whose session is with the other one stops, says so, and loses nothing', async () => {
    const memory = kept();
    const sitting = device(memory);
    server.failure = refusal('not_signed_in');
    sitting.answer('item-1', choice(0));
    await pass(60_000);
    expect(sitting.state.get()).toMatchObject({ saving: 'stopped', error: { code: 'not_signed_in' } });
    expect(server.asked).toBe(1);
    expect(memory.text()).toContain('item-1');
  });
});

describe('handing in', () => {
  it('takes along what was not saved yet, and ends with the receipt', async () => {
    const memory = kept();
    const sitting = device(memory);
    sitting.answer('item-1', choice(1));
    sitting.handIn();
    expect(sitting.state.get().phase).toBe('handing');
    await pass(10);
    expect(sitting.state.get()).toMatchObject({ phase: 'done', paper: { receipt: { by: 'trainee' } } });
    expect(server.answers).toEqual({ 'item-1': choice(1) });
    expect(memory.text()).toBe('');
    sitting.answer('item-1', choice(2));
    await pass(2_000);
    expect(server.answers).toEqual({ 'item-1': choice(1) });
  });

  it('without a line waits, says that it is not received, and is sent by itself, after a reload, too', async () => {
    const memory = kept();
    const before = device(memory);
    server.failure = refusal('offline');
    before.answer('item-1', choice(1));
    before.handIn();
    await pass(1_000);
    expect(before.state.get()).toMatchObject({ phase: 'handing', saving: 'waiting' });
    expect(server.paper().receipt).toBeNull();
    before.close();
    server.failure = null;
    const after = device(memory);
    expect(after.state.get().phase).toBe('handing');
    await pass(1_000);
    expect(after.state.get().phase).toBe('done');
    expect(server.submissions).toBe(1);
  });

  it('can be taken back while it is not received', async () => {
    const sitting = device();
    server.failure = refusal('offline');
    sitting.handIn();
    await pass(1_000);
    sitting.takeBack();
    server.failure = null;
    await pass(10_000);
    expect(sitting.state.get()).toMatchObject({ phase: 'answering', saving: 'saved' });
    expect(server.submissions).toBe(0);
  });

  it('that was received though its answer was lost ends with the same receipt', async () => {
    const sitting = device();
    server.losesAnswers = true;
    sitting.handIn();
    await pass(100);
    const { receipt } = server.paper();
    expect(receipt).not.toBeNull();
    server.losesAnswers = false;
    await pass(5_000);
    expect(sitting.state.get().paper.receipt).toEqual(receipt);
  });

  it('on another device ends it here with the next answer', async () => {
    const [first, second] = [device(), device()];
    second.handIn();
    await pass(100);
    first.answer('item-1', choice(0));
    await pass(2_000);
    expect(first.state.get().phase).toBe('done');
    expect(server.answers).toEqual({});
  });
});

describe('the end of the time', () => {
  it('by the server’s clock closes the fields; the server hands in what it has', async () => {
    const sitting = device();
    await pass(server.durationMs - 1_000);
    sitting.answer('item-1', choice(1));
    await pass(900);
    expect(server.answers).toEqual({ 'item-1': choice(1) });
    await pass(100);
    expect(sitting.state.get().phase).toBe('over');
    sitting.answer('item-1', choice(2));
    await pass(5_000);
    expect(sitting.state.get()).toMatchObject({ phase: 'done', paper: { receipt: { by: 'time' } } });
    expect(server.answers).toEqual({ 'item-1': choice(1) });
  });

  it('was put off while this page was without a line: it goes on instead of handing in', async () => {
    const sitting = device();
    await pass(server.durationMs - 10_000);
    server.endsAt = noon + server.durationMs + 60_000;
    await pass(15_000);
    expect(sitting.state.get().phase).toBe('answering');
    expect(server.paper().receipt).toBeNull();
    expect(sitting.leftMs()).toBeGreaterThan(40_000);
  });

  it('comes while the line is down: what did not arrive in time does not count, and the page says what does', async () => {
    const sitting = device();
    await pass(server.durationMs - 5_000);
    server.failure = refusal('offline');
    sitting.answer('item-1', choice(1));
    await pass(20_000);
    expect(sitting.state.get()).toMatchObject({ phase: 'over', saving: 'waiting' });
    server.failure = null;
    page.tell('online');
    await pass(5_000);
    expect(sitting.state.get()).toMatchObject({ phase: 'done', answers: {} });
  });

  it('is the close of a quiz without a time of its own', async () => {
    server.endsAt = null;
    const sitting = device();
    expect(sitting.leftMs()).toBeNull();
    server.close();
    sitting.refresh();
    await pass(1_000);
    expect(sitting.state.get()).toMatchObject({ phase: 'done', paper: { receipt: { by: 'time' } } });
  });
});

describe('what is on record', () => {
  it('is told with the next request, each event once', async () => {
    const sitting = device();
    page.visibilityState = 'hidden';
    page.tell('visibilitychange');
    await pass(1_000);
    page.visibilityState = 'visible';
    page.tell('visibilitychange');
    sitting.tell('pasted');
    sitting.tell('pasted');
    await pass(1_000);
    expect(server.events).toEqual({ left: 1, returned: 1, pasted: 2 });
    expect(sitting.state.get().phase).toBe('answering');
  });

  it('waits for the line, and is never told twice when nobody knows whether it arrived', async () => {
    const sitting = device();
    server.failure = refusal('offline');
    sitting.tell('pasted');
    await pass(1_000);
    server.failure = null;
    await pass(10_000);
    expect(server.events).toEqual({ pasted: 1 });
    server.losesAnswers = true;
    sitting.tell('pasted');
    await pass(300);
    server.losesAnswers = false;
    await pass(10_000);
    expect(server.events).toEqual({ pasted: 2 });
  });
});
