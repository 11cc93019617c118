import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareSystem } from '../../../bench/support/bare-system.ts';
import { bareApi } from '../../../bench/support/bare-api.ts';
import { Helper } from '../../../bench/support/child.ts';
import { helperPath, Load } from '../../../bench/support/load.ts';
import { deliveredShare, measureWindow } from '../../../bench/support/measure.ts';

const VIEWERS = 3;

describe('the load on a real media worker', () => {
  let load: Load;
  let system: BareSystem;

  beforeAll(async () => {
    load = new Load();
    system = await BareSystem.create(load, { workers: 2, seed: 1 });
    await system.addViewers(VIEWERS);
  });

  afterAll(async () => {
    await system.close();
    await load.close();
  });

  it('arrives whole at viewers of both workers, under AES-GCM, and starts with a key frame', async () => {
    const measured = await measureWindow(system, load, 1);
    // 150 video and 50 audio packets a second; a machine under load may stretch the second.
    expect(measured.packets).toBeGreaterThan(VIEWERS * 150);
    expect(measured.delivered).toBeGreaterThan(0.98);
    expect(measured.rejected).toBe(0);
    expect(measured.latenciesMs.length).toBeGreaterThan(0);
    expect(Math.min(...measured.latenciesMs)).toBeGreaterThan(0);
    expect(measured.cores).toBeGreaterThan(0);
    const { keyFrames } = await load.publishers.call('sent', { group: system.name });
    expect(keyFrames).toBeGreaterThan(0);
  });
});

describe('deliveredShare', () => {
  it('is whole when every viewer got what was sent, a few packets at the edges aside', () => {
    const viewers = [
      { received: 2_001, spanned: 2_001 },
      { received: 1_995, spanned: 1_995 },
    ];
    expect(deliveredShare(viewers, 2_000)).toBe(1);
  });

  it('notices gaps, and viewers that got nothing at all', () => {
    expect(deliveredShare([{ received: 1_900, spanned: 2_000 }], 2_000)).toBeCloseTo(0.95);
    const stalled = [
      { received: 2_000, spanned: 2_000 },
      { received: 0, spanned: 0 },
    ];
    expect(deliveredShare(stalled, 2_000)).toBeCloseTo(0.5, 2);
    expect(deliveredShare([], 2_000)).toBe(0);
  });
});

describe('a helper process', () => {
  it('passes its errors on, and rejects what was asked of it when it ends', async () => {
    const helper = new Helper(bareApi, helperPath('bare-mediasoup.ts'));
    await expect(helper.call('produce', {})).rejects.toThrow('nobody publishes');
    const unanswered = helper.call('start', { workers: 1 });
    const rejected = expect(unanswered).rejects.toThrow('helper ended');
    process.kill(helper.pid);
    await rejected;
  });
});
