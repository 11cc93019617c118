import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../src/lib/feature.ts';
import { createDispatch, Pace } from '../../../src/signaling/dispatch.ts';
import { testCommands, testPermissions } from './harness.ts';

const metrics = {
  socketOpened: () => undefined,
  socketClosed: () => undefined,
  handshakeRefused: () => undefined,
  command: () => undefined,
  flooded: () => undefined,
};
const handler = async (): Promise<unknown> => ({});
const complete: Feature = {
  name: 'complete',
  commands: Object.fromEntries(Object.keys(testCommands).map((name) => [name, handler])),
};

describe('the table of commands', () => {
  const build = (
    features: Feature[],
    permissions: typeof testPermissions | object = testPermissions,
  ): unknown =>
    createDispatch({ commands: testCommands, permissions: { ...permissions }, features, metrics });

  it('is complete', () => {
    expect(build([complete])).toHaveProperty('dispatch');
  });

  it('does not start without a handler for each command', () => {
    const others = without(complete.commands ?? {}, 'test.echo');
    expect(() => build([{ name: 'partial', commands: others }])).toThrow(
      'no feature handles the command test.echo',
    );
  });

  it('does not start with a handler for no command', () => {
    expect(() => build([complete, { name: 'extra', commands: { 'test.extra': handler } }])).toThrow(
      'extra handles test.extra, which is no command',
    );
  });

  it('does not start with two handlers for one command', () => {
    expect(() => build([complete, { name: 'again', commands: { 'test.echo': handler } }])).toThrow(
      'two features handle the command test.echo',
    );
  });

  it('does not start with a command that nobody is permitted', () => {
    const others = without(testPermissions, 'test.echo');
    expect(() => build([complete], others)).toThrow('the command test.echo has no permission');
  });
});

describe('the pace of a socket', () => {
  const command = { ...testCommands['test.echo'], rate: { perSecond: 1_000, burst: 10_000 } };

  it('lets through what a joining client sends, then slows down, then closes', () => {
    const pace = new Pace(0);
    const verdicts = Array.from({ length: 500 }, () => pace.count('test.echo', command, 0));
    expect(verdicts.filter((verdict) => verdict === 'fine')).toHaveLength(150);
    expect(verdicts.filter((verdict) => verdict === 'fast')).toHaveLength(300);
    expect(verdicts.at(-1)).toBe('flood');
  });

  it('recovers with time', () => {
    const pace = new Pace(0);
    for (let index = 0; index < 160; index += 1) pace.count('test.echo', command, 0);
    expect(pace.count('test.echo', command, 0)).toBe('fast');
    expect(pace.count('test.echo', command, 1_000)).toBe('fine');
  });

  it('bounds what runs at a time', () => {
    const pace = new Pace(0);
    pace.running = 64;
    expect(pace.count('test.echo', command, 0)).toBe('fast');
    pace.running = 63;
    expect(pace.count('test.echo', command, 0)).toBe('fine');
  });
});

function without<T>(table: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== name));
}
